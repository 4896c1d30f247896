// @ts-check
const shiftEveryMs = 600_000;

/** A board on a wall, where nobody touches it: dark by night, and moved a little every ten minutes, so that nothing burns in. @param {string | null} theme always this one */
export function hang(theme) {
  const root = document.documentElement;
  const night = () => { const hour = new Date().getHours(); root.dataset.theme = theme ?? (hour >= 20 || hour < 7 ? 'dark' : 'light'); };
  let shift = 0;
  night();
  setInterval(() => { root.dataset.shift = String(shift = (shift + 1) % 4); night(); }, shiftEveryMs);
}
