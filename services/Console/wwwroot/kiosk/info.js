// @ts-check
import { html, icon, own } from '../shared/parts.js';

/** What a screen says of whoever tapped, and nothing more. @param {import('./view.js').Kiosk} kiosk */
export function info({ words, frame, note, act }) {
  const items = frame.items ?? [], orders = frame.orders ?? [];
  return html`<div class="info"><h2>${frame.name ? html`${words.hello} ${own(frame.name)}` : words.helloNobody}</h2>
    <div role="status">${note || frame.text ? html`<p>${note || frame.text}</p>` : ''}</div>
    ${orders.length ? html`<h3>${words.orders}</h3><ul>${orders.map((/** @type {any} */ order) => html`<li>${order.text}</li>`)}</ul>` : ''}
    ${items.length ? html`<h3>${words.list}</h3><ul class="list">${items.map((/** @type {any} */ each) => item(words, each, act))}</ul>` : ''}
    <p class="row"><button @click=${() => act.act('forget')}>${words.forget}</button><button class="primary" @click=${() => act.act('end')}>${words.done}</button></p></div>`;
}

/** One button a line: what it is, where it lies, and whether it is in the trolley. @param {import('./view.js').Kiosk['words']} words @param {any} each a RecalledItem @param {import('./view.js').Kiosk['act']} act */
function item(words, { item, aisle, outOfStock, alternatives = [] }, act) {
  const name = item.name || item.productId, where = [item.quantity > 1 ? `${item.quantity} ×` : '', aisle ? words.aisle(aisle) : '', outOfStock ? words.soldOut : ''].filter(Boolean).join(' · ');
  return html`<li><button aria-pressed=${item.done ? 'true' : 'false'} @click=${() => act.act(item.done ? 'untick' : 'tick', { item: item.id })}>
    ${icon(item.done ? 'check' : 'plus')}<span>${own(name)}${where ? html` <small>${where}</small>` : ''}${alternatives[0] ? html` <small>${alternatives[0].text}</small>` : ''}</span></button></li>`;
}

/** A sign: a few words, in the language that is spoken around it. @param {import('./view.js').Kiosk} kiosk */
export const sign = ({ frame }) => html`<div role="status"><h1 class="welcome">${frame?.text ?? ''}</h1></div>`;
