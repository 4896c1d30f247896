// @ts-check
// What every page of the manager gets: times by its reader's clock, and the first mistake of a form before the eyes.
import { session, signInAddress, signOut } from '../shared/session.js';

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

// Who a browser's session speaks for; on loopback without identities nobody is told apart.
const whose = /** @type {HTMLElement | null} */ (document.getElementById('session'));
void session().then(here => {
  if (!whose || here?.kind !== 'person') return;
  const [name, out] = [whose.querySelector('span'), whose.querySelector('button')];
  if (name) name.textContent = (whose.dataset.as ?? '').replace('{0}', here.subject);
  out?.addEventListener('click', async () => { if (await signOut()) location.assign(signInAddress(true)); });
  whose.hidden = false;
});
