// @ts-check
// What every page of the manager gets: times by its reader's clock, and the first mistake of a form before the eyes.
const language = document.documentElement.lang;
/** @param {ParentNode} within */
export function finish(within) {
  for (const time of within.querySelectorAll('time')) {
    const at = new Date(time.dateTime);
    time.title = time.textContent ?? '';
    time.textContent = at.toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });
  }
  /** @type {HTMLElement | null} */ (within.querySelector('[aria-invalid=true], #problems'))?.focus();
}
finish(document);
