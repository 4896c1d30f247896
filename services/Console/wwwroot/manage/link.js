// @ts-check
import { clock } from '../shared/times.js';

/**
 * Says beside the title whether the page is live, and above it when it is not.
 * @param {import('../shared/link.js').LinkState} link @param {DOMStringMap} said the page's words for it @param {boolean} isShown false: whoever looks has no line, and misses none
 */
export function tellLink(link, said, isShown = true) {
  const [chip, stale] = ['link', 'stale'].map(id => /** @type {HTMLElement} */ (document.getElementById(id)));
  document.documentElement.dataset.link = link.kind;
  chip.hidden = !isShown;
  chip.textContent = (link.kind === 'live' ? said.live : said.connecting) ?? '';
  stale.hidden = !isShown || (link.kind !== 'stale' && link.kind !== 'refused');
  if (!stale.hidden) stale.textContent = link.refusal?.message || (said.stale ?? '').replace('{0}', link.asOf ? clock(link.asOf, document.documentElement.lang, true) : '–');
}
