// @ts-check
/** What the browser keeps for the page; empty: nothing, or it keeps nothing here. @param {string} name */
export function recall(name) {
  try { return localStorage.getItem(name) ?? ''; } catch { return ''; }
}

/** Has the browser keep something for the next visit. @param {string} name @param {string} value @returns {boolean} false: it is full, or keeps nothing here */
export function remember(name, value) {
  try { localStorage.setItem(name, value); return true; } catch { return false; }
}

/** Takes what the browser keeps from it. @param {(name: string) => boolean} isMeant */
export function forget(isMeant) {
  try { for (const name of Object.keys(localStorage).filter(isMeant)) localStorage.removeItem(name); } catch { /* Nothing was kept. */ }
}
