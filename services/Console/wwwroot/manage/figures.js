// @ts-check
import { render } from '../vendor/lit-html/lit-html.js';
import { html, own } from '../shared/parts.js';
import { read, rows } from './metrics.js';

const everyMs = 5000;
const place = /** @type {HTMLElement} */ (document.getElementById('figures')), none = /** @type {HTMLElement} */ (document.getElementById('none'));
const words = JSON.parse(place.dataset.words ?? '{}');
const number = new Intl.NumberFormat(document.documentElement.lang);

/** @param {string} id @param {string} title @param {string[]} head @param {(string | number)[][]} lines */
const table = (id, title, head, lines) => html`<section aria-labelledby=${id}><h2 id=${id}>${title}</h2>
  ${lines.length ? html`<div class="wide" tabindex="0" role="group" aria-labelledby=${id}><table><thead><tr>${head.map((name, i) => html`<th scope="col" class=${i && typeof lines[0][i] === 'number' ? 'n' : ''}>${name}</th>`)}</tr></thead>
    <tbody>${lines.map(line => html`<tr data-row=${line[0]}>${line.map((cell, i) => i === 0 ? html`<th scope="row">${own(String(cell))}</th>` : html`<td class=${typeof cell === 'number' ? 'n num' : ''}>${typeof cell === 'number' ? number.format(cell) : own(cell)}</td>`)}</tr>`)}</tbody></table></div>`
    : html`<p class="empty">${words.none}</p>`}</section>`;

/** @param {string} text */
function show(text) {
  const samples = read(text);
  const of = (/** @type {string} */ name, /** @type {Record<string, string>} */ labels) => samples.find(one => one.name === name && Object.entries(labels).every(([label, value]) => one.labels[label] === value))?.value ?? 0;
  const stores = [...new Set(samples.filter(one => one.name === 'smartstore_shoppers_in_store').map(one => one.labels.store))].sort();
  const counted = (/** @type {string} */ name, /** @type {string[]} */ labels) => rows(samples, name, labels).map(row => [...row.key.map(key => words[key] ?? key), row.value]);
  render(html`
    ${table('stores-h', words.stores, [words.store, words.people, words.unknown, words.online, words.degraded], stores.map(store => [store, of('smartstore_shoppers_in_store', { store }), of('smartstore_shoppers_zone_unknown', { store }), of('smartstore_receivers', { store, state: 'online' }), of('smartstore_receivers', { store, state: 'degraded' })]))}
    ${table('sightings-h', words.sightings, [words.fate, words.count], counted('smartstore_sightings_total', ['fate']))}
    ${table('refused-h', words.refused, [words.reason, words.count], counted('smartstore_ingest_refused_total', ['reason']))}
    ${table('calls-h', words.calls, [words.method, words.status, words.count], rows(samples, 'smartstore_api_calls_total', ['method', 'status']).map(row => [row.key[0].replace('/smartstore.v1.', ''), row.key[1], row.value]))}`, place);
}

async function look() {
  try {
    const response = await fetch('/metrics', { cache: 'no-store', signal: AbortSignal.timeout(4000) });
    if (!response.ok) throw new Error();
    show(await response.text());
    none.hidden = true;
    document.documentElement.dataset.loaded = '';
  } catch {
    none.hidden = false;
  } finally {
    setTimeout(look, everyMs);
  }
}
void look();
