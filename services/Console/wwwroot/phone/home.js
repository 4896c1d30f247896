// @ts-check
import { call } from '../shared/calls.js';
import { html, own } from '../shared/parts.js';
import { say } from '../shared/say.js';
import { sentenceOf } from './frame.js';
import { perVisitMax } from './kept.js';
import english from './home.en.js';
import korean from './home.ko.js';

/** @typedef {import('./me.js').Phone} Phone */

/** @param {Phone} phone */
const wordsOf = phone => phone.language === 'ko' ? korean : english;

/** What of the member the page has: household and preferences, once they were asked for. @type {any} */ let member;
let told = '', wishesTold = '', isLeaving = false;

const againMs = 5000;

/** Asks what is kept, until there is an answer. @param {Phone} phone */
export async function bringMember(phone) {
  try {
    member = await call('Shoppers/GetMember', { shopperId: phone.shopper });
    told = '';
  } catch (error) {
    told = sentenceOf(error, phone.words.noAnswer);
    if (/** @type {import('../shared/calls.js').CallError} */ (error).isAway) setTimeout(() => void bringMember(phone), againMs);
  }
  phone.paint();
}

/** Does one thing with the household and says what came of it. @param {Phone} phone @param {object} what @param {string} done */
async function edit(phone, what, done) {
  isLeaving = false;
  try {
    const household = await call('Shoppers/EditHousehold', { shopperId: phone.shopper, ...what });
    member = { ...member, household: household.id ? household : undefined };
    told = done;
    phone.act.refresh();
  } catch (error) {
    told = sentenceOf(error, phone.words.noAnswer);
  }
  say(told);
  phone.paint();
}

/** @param {Phone} phone @param {any} e */
async function save(phone, e) {
  e.preventDefault();
  const form = e.target.elements, list = (/** @type {string} */ text) => text.split(',').map(one => one.trim()).filter(Boolean);
  try {
    const preferences = await call('Shoppers/PutPreferences', {
      preferences: {
        ...member.preferences, shopperId: phone.shopper, language: form.language.value, textSize: form.size.value, highContrast: form.contrast.checked, diet: list(form.diet.value), avoidProductIds: list(form.avoid.value),
        suggestionsPerVisit: Number(form.perVisit.value), quietFrom: form.quietFrom.value, quietUntil: form.quietUntil.value, showOnScreens: form.screens.checked, householdMayCollect: form.collect.checked,
      },
    });
    member = { ...member, preferences };
    phone.kept.perVisit = preferences.suggestionsPerVisit ?? perVisitMax;
    wishesTold = wordsOf(phone).saved;
  } catch (error) {
    wishesTold = sentenceOf(error, phone.words.noAnswer);
  }
  say(wishesTold);
  phone.paint();
}

/** Who shares a list, and how the shopper wants to be treated. @param {Phone} phone @param {boolean} isOff nothing can be changed now */
export function home(phone, isOff) {
  const words = wordsOf(phone);
  return html`<section aria-labelledby="home-h" class="stack"><h2 id="home-h">${words.home}</h2>${!member ? '' : household(phone, words, member.household, isOff)}
      ${told ? html`<p class="card" id="home-told">${told}</p>` : ''}</section>
    <section aria-labelledby="wishes-h" class="stack"><h2 id="wishes-h">${words.wishes}</h2>${!member ? '' : wishes(phone, words, member.preferences ?? {}, isOff)}
      ${wishesTold ? html`<p class="card" id="wishes-told">${wishesTold}</p>` : ''}</section>`;
}

/** @param {Phone} phone @param {typeof english} words @param {any} shared @param {boolean} isOff */
function household(phone, words, shared, isOff) {
  const act = (/** @type {object} */ what, /** @type {string} */ done) => () => isOff || void edit(phone, what, done);
  const join = (/** @type {any} */ e) => { e.preventDefault(); const code = e.target.elements.code.value.trim(); if (code && !isOff) void edit(phone, { join: code }, words.asked); };
  if (!shared) return html`<p class="muted">${words.homeWhat}</p><p class="muted">${words.homeGuess}</p>
    <p><button aria-disabled=${isOff} @click=${act({ create: true }, words.made)}>${words.create}</button></p>
    <form class="add" @submit=${join}><input type="text" name="code" aria-label=${words.joinCode} placeholder=${words.joinCode} aria-describedby="join-how" maxlength="16" autocomplete="off" autocapitalize="characters"><button aria-disabled=${isOff}>${words.join}</button></form><p class="muted" id="join-how">${words.joinHow}</p>`;
  const mine = (shared.members ?? []).find((/** @type {any} */ m) => m.shopperId === phone.shopper);
  if (mine?.waits) return html`<p class="card">${words.waits}</p><p><button aria-disabled=${isOff} @click=${act({ leave: true }, words.left)}>${words.stopWaiting}</button></p>`;
  return html`<h3>${words.members}</h3><ul class="stack">${(shared.members ?? []).map((/** @type {any} */ m) => {
    const name = m.name || m.shopperId, isMe = m === mine;
    return html`<li class="card stack" data-member=${m.shopperId}><p>${own(name)}${isMe ? ` (${words.you})` : ''}${m.guardian ? ` · ${words.guardian}` : ''}${m.waits ? ` · ${words.wantsIn}` : ''}</p>
      ${isMe ? '' : m.waits ? html`<p class="choices"><button class="primary" aria-disabled=${isOff} @click=${act({ confirm: m.shopperId }, words.letInDone)}>${words.letIn(name)}</button><button aria-disabled=${isOff} @click=${act({ remove: m.shopperId }, words.gone)}>${words.turnAway(name)}</button></p>`
        : mine?.guardian && !m.guardian ? html`<p><button aria-disabled=${isOff} @click=${act({ remove: m.shopperId }, words.gone)}>${words.remove(name)}</button></p>` : ''}</li>`;
  })}</ul>
    ${shared.invite ? html`<p class="card">${words.code} <b class="digits" id="invite">${shared.invite}</b><br><span class="muted">${words.codeUntil(new Date(shared.inviteUntil).toLocaleString(phone.language, { dateStyle: 'short', timeStyle: 'short' }))}</span></p>` : ''}
    <p class="choices"><button aria-disabled=${isOff} @click=${act({ invite: true }, '')}>${words.invite}</button>${isLeaving ? '' : html`<button class="danger" aria-disabled=${isOff} @click=${() => { isLeaving = !isOff; phone.paint(); }}>${words.leave}</button>`}</p>
    ${isLeaving ? html`<div class="card stack" role="alert"><p>${words.leaveSure}</p><p class="choices"><button class="danger" @click=${act({ leave: true }, words.left)}>${words.leaveYes}</button><button @click=${() => { isLeaving = false; phone.paint(); }}>${words.leaveNo}</button></p></div>` : ''}`;
}

/** @param {Phone} phone @param {typeof english} words @param {any} kept @param {boolean} isOff */
function wishes(phone, words, kept, isOff) {
  const check = (/** @type {string} */ name, /** @type {boolean} */ isOn, /** @type {string} */ text) => html`<label class="check"><input type="checkbox" name=${name} ?checked=${isOn}> ${text}</label>`;
  const option = (/** @type {string} */ value, /** @type {string} */ text, /** @type {string} */ now) => html`<option value=${value} ?selected=${value === now}>${text}</option>`;
  return html`<form class="stack" id="wishes" @submit=${(/** @type {any} */ e) => isOff ? e.preventDefault() : void save(phone, e)}><p class="muted">${words.wishesWhat}</p>
    <label>${words.language} <select name="language">${[['', words.ofStore], ['en', 'English'], ['ko', '한국어']].map(([code, name]) => option(code, name, kept.language ?? ''))}</select></label>
    <label>${words.size} <select name="size">${Object.entries(words.sizes).map(([value, name]) => option(value, name, kept.textSize ?? 'TEXT_SIZE_NORMAL'))}</select></label>
    ${check('contrast', kept.highContrast ?? false, words.contrast)}
    <label>${words.diet} <input type="text" name="diet" value=${(kept.diet ?? []).join(', ')} aria-describedby="diet-how" maxlength="1000" autocomplete="off"></label><p class="muted" id="diet-how">${words.dietHow}</p>
    <label>${words.avoid} <input type="text" name="avoid" value=${(kept.avoidProductIds ?? []).join(', ')} aria-describedby="avoid-how" maxlength="4200" autocomplete="off"></label><p class="muted" id="avoid-how">${words.avoidHow}</p>
    <label>${words.perVisit} <select name="perVisit">${['0', '1', '2', '3'].map(n => option(n, n, String(kept.suggestionsPerVisit ?? 3)))}</select></label>
    <p class="choices"><label>${words.quiet} <input type="time" name="quietFrom" value=${kept.quietFrom ?? ''}></label><label>${words.until} <input type="time" name="quietUntil" value=${kept.quietUntil ?? ''}></label></p>
    ${check('screens', kept.showOnScreens ?? false, words.screens)}${check('collect', kept.householdMayCollect ?? false, words.collect)}
    <p><button class="primary" aria-disabled=${isOff}>${words.save}</button></p></form>`;
}
