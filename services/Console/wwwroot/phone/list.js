// @ts-check
import { live } from '../vendor/lit-html/directives/live.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { html, icon, own } from '../shared/parts.js';
import { itemsMax } from './kept.js';

/** @typedef {import('./me.js').Phone} Phone */
/** @typedef {import('./kept.js').Item} Item */

/** The list in the order of the aisles; what is ticked falls to the end. @param {Phone} phone */
export function list(phone) {
  const { words, kept, items } = phone;
  const done = items.filter(item => item.done).length;
  return html`<section aria-labelledby="list-h"><h2 id="list-h" tabindex="-1">${words.yourList} <span class="muted num">${items.length ? words.progress(done, items.length) : ''}</span></h2>
    ${phone.isListLoaded || items.length ? '' : html`<div class="card skeleton" aria-hidden="true"></div>`}
    ${phone.isListLoaded && !items.length ? html`<p class="card">${words.empty}</p>` : ''}
    ${items.length && !kept.store ? html`<p class="muted">${words.noStore}</p>` : ''}
    ${phone.outbox.waiting ? html`<p class="muted" id="waiting">${words.waitingToSend(phone.outbox.waiting)}${phone.outbox.isKept ? '' : ` ${words.notKept}`}</p>` : ''}
    ${repeat(groups(phone), group => group.key, group => html`<h3 class="aisle"><span>${own(group.title)} ${group.isHere ? html`<span class="chip">${icon('map-pin')}${words.here}</span>` : ''}</span><span class="muted">${group.aisle}</span></h3>
      <ul>${repeat(group.items, item => item.id, item => row(phone, item))}</ul>`)}
    ${items.filter(item => !item.shared).length >= itemsMax ? html`<p class="refused">${words.full}</p>` : html`<form class="add" @submit=${(/** @type {any} */ e) => { e.preventDefault(); phone.act.add(e.target.elements.name, e.target.elements.home?.checked ?? false); }}>
      <input type="text" name="name" aria-label=${words.addItem} placeholder=${words.addItem} maxlength="100" autocomplete="off"><button>${icon('plus')}${words.add}</button>${kept.shared ? html`<label class="check"><input type="checkbox" name="home"> ${words.forHome}</label>` : ''}</form>`}
    ${phone.refused ? html`<p class="refused" role="alert">${phone.refused}</p>` : ''}
    ${items.length ? html`<p><button class="plain" aria-pressed=${phone.isEditing} @click=${phone.act.toggleEdit}>${phone.isEditing ? words.editDone : words.edit}</button></p>` : ''}
  </section>`;
}

/** @param {Phone} phone */
function groups({ words, kept, items, link }) {
  /** @type {Map<string, { key: string, title: string, aisle: string, isHere: boolean, rank: number, items: Item[] }>} */ const found = new Map();
  const zones = new Map(kept.store?.zones.map(zone => [zone.id, zone.name]));
  const rankOf = (/** @type {Item} */ item) => kept.places.get(item.id)?.rank ?? 999;
  for (const item of [...items].sort((a, b) => rankOf(a) - rankOf(b))) {
    const place = kept.places.get(item.id);
    const [key, title, rank] = item.done ? ['basket', words.basket, 3] : !kept.store || !place ? ['other', kept.store ? words.other : words.yourList, 1] : place.zone ? [`zone ${place.zone}`, zones.get(place.zone) ?? place.zone, 0] : ['not here', words.notHere, 2];
    const group = found.get(key) ?? { key, title, rank, aisle: '', isHere: link.kind !== 'stale' && key === `zone ${kept.zone}`, items: [] };
    if (rank === 0 && place?.aisle) group.aisle = words.aisle(place.aisle);
    group.items.push(item);
    found.set(key, group);
  }
  return [...found.values()].sort((a, b) => a.rank - b.rank);
}

/** @param {Phone} phone @param {Item} item */
function row(phone, item) {
  const { words, kept } = phone;
  const place = item.done ? undefined : kept.places.get(item.id);
  return html`<li class="item" data-item=${item.id}>
    <label><input type="checkbox" .checked=${live(item.done ?? false)} @change=${(/** @type {any} */ e) => phone.act.tick(item.id, e.target.checked)}><span>${(item.quantity ?? 1) > 1 ? `${item.quantity} × ` : ''}${own(item.name)}
      ${item.shared ? html`<span class="chip">${words.shared}</span>` : ''}${place?.soldOut ? html`<span class="chip warn">${words.soldOut}</span>` : ''}${place?.instead.map(text => html`<br><span class="muted">${text}</span>`)}</span></label>
    ${phone.isEditing ? html`<button class="plain" aria-label=${words.remove(item.name)} @click=${() => phone.act.remove(item.id)}>${icon('trash-2')}${words.removeShort}</button>` : ''}</li>`;
}
