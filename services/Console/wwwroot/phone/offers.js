// @ts-check
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { html, icon, own } from '../shared/parts.js';
import { perVisitMax } from './kept.js';

/** @typedef {import('./me.js').Phone} Phone */

/** Orders come first and are no suggestions. @param {Phone} phone */
export function orders({ words, kept }) {
  const all = [...kept.orders.values()];
  if (!all.length) return '';
  return html`<section aria-labelledby="orders-h"><h2 id="orders-h" class="sr">${words.orders}</h2>${repeat(all, order => order.orderId, order => html`
    <div class="card ready" data-order=${order.orderId}>${icon('shopping-bag')}<div><h3>${order.text || words.order(order.orderId)}</h3>
      ${order.slot ? html`<p>${words.slot(order.slot)}</p>` : ''}${order.state === 'ORDER_STATE_CLAIMED' && order.staffName ? html`<p>${words.brings(order.staffName)}</p>` : ''}${order.needsCheck ? html`<p>${icon('id-card')} ${words.check}</p>` : ''}</div>
      ${order.state === 'ORDER_STATE_PREPARING' ? '' : html`<a class="button" href="#pass">${icon('qr-code')}${words.showPass}</a>`}</div>`)}</section>`;
}

/** One suggestion at most, with its why and four answers. @param {Phone} phone */
export function suggestion(phone) {
  const { words, kept } = phone;
  if (phone.answered) {
    const { id, response } = phone.answered;
    return html`<section class="card undo" aria-label=${words.suggestion}><span>${words.answers[response]}</span><button @click=${() => phone.act.takeBack(id)}>${icon('undo-2')}${words.undo}</button></section>`;
  }
  const s = kept.openSuggestion(phone.nowMs);
  if (!s) return phone.isGone ? html`<p class="muted">${words.gone}</p>` : '';
  const recipe = s.recipe, [have, missing] = [recipe?.have?.length ?? 0, recipe?.missing ?? s.items ?? []];
  const answer = (/** @type {'ACCEPTED'|'DISMISSED'|'SNOOZED'|'NEVER'} */ response, /** @type {string} */ sign, /** @type {string} */ word, kind = '') => html`<button class=${kind} data-answer=${response} @click=${() => phone.act.answer(s.id, response)}>${icon(sign)}${word}</button>`;
  return html`<section aria-label=${words.suggestion}><article class="card offer" data-id=${s.id}>
    <div><p class="muted">${icon(recipe ? 'chef-hat' : 'bell')} ${/** @type {Record<string, string>} */ (words.kinds)[s.kind] ?? words.otherKind} · ${words.ofVisit(kept.offered.length, Math.max(kept.offered.length, kept.perVisit ?? perVisitMax))}</p><h2>${s.title}</h2></div>
    <p>${s.text}</p>
    ${recipe ? html`<p class="muted">${icon('clock')} ${recipe.minutes ? `${words.minutes(recipe.minutes)} · ` : ''}${words.have(have, have + missing.length)}</p>` : ''}
    ${missing.length ? html`<ul>${missing.map((/** @type {any} */ m) => html`<li>${words.missing}: <b>${own(m.name)}</b>${m.aisle ? `, ${words.aisle(m.aisle)}` : ''}${m.priceMinor ? `, ${phone.money(Number(m.priceMinor))}` : ''}</li>`)}</ul>` : ''}
    ${recipe?.videoUrl?.startsWith('https://') && !phone.savesData ? html`<details><summary>${icon('play')}${words.video}</summary><video controls preload="none" src=${recipe.videoUrl} title=${recipe.title ?? s.title}></video></details>` : ''}
    <details><summary>${icon('circle-question-mark')}${words.whyTitle}</summary>${why(phone, s.why)}</details>
    <div class="row">${answer('ACCEPTED', 'check', recipe ? words.acceptRecipe : words.accept, 'primary')}${answer('DISMISSED', 'x', words.notNow)}${answer('SNOOZED', 'alarm-clock', words.later)}${answer('NEVER', 'ban', words.never)}</div>
  </article></section>`;
}

/** @param {Phone} phone @param {any} why */
function why({ words, kept, items }, why) {
  const zone = kept.store?.zones.find(z => z.id === why?.zoneId)?.name;
  const names = (why?.listItemIds ?? []).map((/** @type {string} */ id) => items.find(item => item.id === id)?.name).filter(Boolean);
  return html`<p>${why?.text}</p>${zone ? html`<p class="muted">${words.whyPlace(zone)}</p>` : ''}${names.length ? html`<p class="muted">${words.whyItems(names.join(', '))}</p>` : ''}`;
}
