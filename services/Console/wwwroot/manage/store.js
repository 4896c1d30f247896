// @ts-check
import { render } from '../vendor/lit-html/lit-html.js';
import { call, Code } from '../shared/calls.js';
import { follow } from '../shared/link.js';
import { tellLink } from './link.js';
import { drawn } from './plan.js';

// The tables are there without this; it draws the plan, and counts.
const place = /** @type {HTMLElement} */ (document.getElementById('plan')), said = place.dataset;
const people = /** @type {HTMLElement} */ (document.getElementById('people'));
/** @type {Map<string, { shoppers: number, known: boolean }>} */ const counts = new Map();
/** @type {any} */ let store;
let isCounted = false;

function show() {
  if (store) render(drawn(store, { counts: isCounted ? counts : undefined, alt: said.alt ?? '' }), place);
  for (const row of document.querySelectorAll('tr[data-zone]')) {
    const [zone, cell] = [counts.get(row.getAttribute('data-zone') ?? ''), row.querySelector('[data-count]')];
    if (cell && isCounted) cell.textContent = zone?.known ? String(zone.shoppers) : `? (${said.unknown})`;
  }
}

/** A receiver works, or does not, or its clock is wrong. @param {any} status */
function tell({ anchorId, online, text }) {
  const cell = document.querySelector(`tr[data-receiver="${CSS.escape(anchorId)}"] [data-state]`);
  if (!cell) return;
  const state = document.createElement('span');
  state.className = `chip ${online ? 'ok' : 'bad'}`;
  state.textContent = (online ? said.heard : said.silent) ?? '';
  cell.replaceChildren(state, ` ${text ?? ''}`);
}

follow({
  address: () => `/v1/stores/${encodeURIComponent(said.store ?? '')}/updates?without_names=true`,
  update({ occupancy, receiverStatus }) {
    if (receiverStatus) tell(receiverStatus);
    if (!occupancy) return;
    counts.clear();
    for (const zone of occupancy.zones ?? []) counts.set(zone.zoneId, { shoppers: zone.shoppers ?? 0, known: zone.known ?? false });
    isCounted = true;
    people.textContent = (said.inStore ?? '').replace('{0}', String(occupancy.inStore ?? 0));
    show();
    document.documentElement.dataset.loaded = '';
  },
  reset: () => counts.clear(),
  state(link) {
    // The rest of the page is for operators, who need not be of the store's staff.
    const isTheirs = link.refusal?.code !== Code.Denied;
    if (!isTheirs) people.textContent = said.noCounts ?? '';
    tellLink(link, said, isTheirs);
  },
  retryMaxMs: 2000,
});
try { store = await call('Stores/GetStore', { storeId: said.store }); show(); } catch { /* The tables say the same. */ }
