// @ts-check
import { call, newId } from '../shared/calls.js';
import { html, icon, own } from '../shared/parts.js';
import { span } from '../shared/times.js';
import { sentenceOf } from './frame.js';

/** @typedef {import('./me.js').Phone} Phone */

/** A call for somebody of the staff: four sentences or words of one's own, then who comes, and when. @param {Phone} phone */
export function help(phone) {
  const { words, kept } = phone;
  const open = [...kept.cases.values()].filter(c => c.kind === 'CASE_KIND_HELP').at(-1);
  const off = phone.link.kind === 'stale';
  if (!open && !kept.store) return '';
  const ask = (/** @type {string} */ text) => off || phone.isAsking || phone.act.askHelp(text);
  return html`<section aria-labelledby="help-h" class="card stack">${open ? html`<h2 id="help-h">${icon('life-buoy')} ${words.helpAsked}</h2>
      <div role="status"><p>${comes(phone, open)}</p>${question(open) ? html`<p>${own(question(open).text)}</p>` : ''}</div>
      ${question(open)?.choices?.length ? html`<div class="choices">${question(open).choices.map((/** @type {string} */ choice) => html`<button aria-disabled=${off} @click=${() => off || phone.act.choose(open.id, choice)}>${choice}</button>`)}</div>` : ''}
      <p><button aria-disabled=${off} @click=${() => off || phone.act.cancelHelp(open.id)}>${icon('x')}${words.cancelHelp}</button></p>`
    : html`<h2 id="help-h" class="sr">${words.help}</h2><details ?open=${phone.isAsking}><summary>${icon('life-buoy')}${words.help}</summary><div class="stack"><p class="muted">${off ? words.needsLine : words.helpHow}</p>
      <div class="choices">${words.helpChoices.map(text => html`<button aria-disabled=${off || phone.isAsking} @click=${() => ask(text)}>${text}</button>`)}</div>
      <form class="add" @submit=${(/** @type {any} */ e) => { e.preventDefault(); const text = e.target.elements.text.value.trim(); if (text) ask(text); }}><input type="text" name="text" aria-label=${words.helpText} placeholder=${words.helpText} maxlength="200" autocomplete="off"><button aria-disabled=${off || phone.isAsking}>${words.askHelp}</button></form></div></details>`}
    ${phone.helpTold ? html`<p class="refused" role="alert">${phone.helpTold}</p>` : ''}</section>`;
}

/** What the shop asks back, while it waits for an answer. @param {any} open */
const question = open => open.state === 'CASE_STATE_ASKED' ? (open.entries ?? []).filter((/** @type {any} */ e) => e.by !== 'shopper').at(-1) : undefined;

/** @param {Phone} phone @param {any} open */
function comes({ words, nowMs }, open) {
  const dueS = open.dueAt ? (Date.parse(open.dueAt) - nowMs) / 1000 : undefined;
  const at = dueS === undefined ? '' : dueS > 0 ? words.helpIn(span(Math.ceil(dueS / 60) * 60)) : words.helpNow;
  return open.state === 'CASE_STATE_TAKEN' ? words.helpComes(open.staffName || words.staff, at) : words.helpWaits;
}

const readMs = 8000;

/** What can be done about help. It is not kept for later: whoever asks wants to know now whether somebody comes. @param {Phone} phone */
export function helpActs(phone) {
  const { kept } = phone;
  async function helpCall(/** @type {string} */ method, /** @type {object} */ request) {
    phone.helpTold = '';
    phone.paint();
    try {
      kept.apply({ case: await call(`Shoppers/${method}`, { shopperId: phone.shopper, requestId: newId('e'), ...request }) }, { own: false, home: false });
    } catch (error) {
      phone.helpTold = sentenceOf(error, phone.words.noAnswer);
      setTimeout(() => { phone.helpTold = ''; phone.paint(); }, readMs);
    }
    phone.paint();
  }
  const add = (/** @type {string} */ caseId, /** @type {object} */ what) => helpCall('AddToCase', { caseId, ...what });
  return {
    askHelp: async (/** @type {string} */ text) => {
      phone.isAsking = true;
      await helpCall('OpenCase', { kind: 'CASE_KIND_HELP', storeId: kept.store?.id ?? '', zoneId: kept.zone, text });
      phone.isAsking = false;
      phone.paint();
    },
    choose: (/** @type {string} */ id, /** @type {string} */ choice) => void add(id, { choice }),
    cancelHelp: (/** @type {string} */ id) => void add(id, { withdraw: true }),
  };
}
