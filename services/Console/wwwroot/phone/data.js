// @ts-check
import { html, icon, own } from '../shared/parts.js';
import { clock } from '../shared/times.js';
import english from './data.en.js';
import korean from './data.ko.js';
import { home } from './home.js';

/** @typedef {import('./me.js').Phone} Phone */
const first = 'PURPOSE_PRESENCE';
export const textSizes = [100, 125, 150, 200];

/** What My data says. @param {string} language */
export const moreWords = language => language === 'ko' ? korean : english;

/** What the shopper allows, in plain words, and how the page looks. @param {Phone} phone */
export function data(phone) {
  const { words, kept } = phone, more = moreWords(phone.language);
  const isOff = phone.link.kind === 'stale' || !kept.purposes;
  return html`
    <section aria-labelledby="consents-h" class="stack"><h2 id="consents-h" tabindex="-1">${more.consents}</h2>
      ${Object.entries(more.switches).map(([purpose, [title, text]]) => {
        const [isGiven, waits] = [kept.purposes?.includes(purpose) ?? false, purpose !== first && !kept.purposes?.includes(first)];
        return html`<div class="card switch" data-purpose=${purpose}><h3 id=${purpose}>${title}</h3>
          <button role="switch" aria-checked=${isGiven && !waits} aria-labelledby=${purpose} aria-describedby="${purpose}-text" aria-disabled=${isOff || waits} @click=${() => isOff || waits || phone.act.allow(purpose, !isGiven)}>${isGiven && !waits ? more.on : more.off}</button>
          <p class="muted" id="${purpose}-text">${text}${waits && isGiven ? ` ${more.needsFirst}` : ''}${phone.link.kind === 'stale' ? ` ${words.needsLine}` : ''}</p></div>`;
      })}
      <div class="choices">${kept.pausedUntil ? html`<p class="card">${more.paused(clock(new Date(kept.pausedUntil), phone.language))}</p><button aria-disabled=${isOff} @click=${() => isOff || phone.act.pause(false)}>${more.goOnNow}</button>`
        : html`<button aria-disabled=${isOff} @click=${() => isOff || phone.act.pause(true)}>${more.pause}</button>`}<button aria-disabled=${isOff} @click=${() => isOff || phone.act.forget()}>${more.forget}</button></div>
      ${phone.allowed ? html`<p class="card" id="allowed">${phone.allowed}</p>` : ''}</section>
    ${home(phone, isOff)}
    ${phone.push === 'none' ? '' : html`<section class="card switch" aria-labelledby="signs-h"><h2 id="signs-h">${more.signs}</h2>
      <button role="switch" id="signs" aria-checked=${phone.push === 'on'} aria-labelledby="signs-h" aria-describedby="signs-text" aria-disabled=${isOff || phone.push === 'blocked'} @click=${() => isOff || phone.push === 'blocked' || phone.act.signs(phone.push !== 'on')}>${phone.push === 'on' ? more.on : more.off}</button>
      <p class="muted" id="signs-text">${phone.push === 'blocked' ? more.signsBlocked : more.signsText}</p></section>`}
    <section aria-labelledby="yours-h" class="stack"><h2 id="yours-h">${more.yourData}</h2>
      <p class="choices"><button aria-disabled=${isOff} @click=${() => isOff || phone.act.copy()}>${more.copy}</button>${phone.hasSession ? html`<button aria-disabled=${isOff} @click=${() => isOff || phone.act.signOut()}>${icon('log-out')}${more.signOut}</button>` : ''}</p>
      <details @toggle=${(/** @type {any} */ e) => e.target.open && phone.act.look()}><summary>${icon('circle-question-mark')}${more.who}</summary>${!phone.accesses ? '' : phone.accesses.length === 0 ? html`<p>${more.nobodyYet}</p>`
        : html`<ul>${phone.accesses.slice(0, 50).map(a => html`<li>${new Date(a.at).toLocaleString(phone.language)}: ${own(a.who || a.role || '')} · ${a.what ?? ''}${a.reason ? ` · ${a.reason}` : ''}</li>`)}</ul>`}</details>
      ${phone.isErasing ? html`<div class="card stack" role="alert"><p>${more.eraseSure}</p><p class="choices"><button class="danger" @click=${phone.act.eraseYes}>${more.eraseYes}</button><button @click=${phone.act.erase}>${more.eraseNo}</button></p></div>`
        : html`<p><button class="danger" aria-disabled=${isOff} @click=${() => isOff || phone.act.erase()}>${more.erase}</button></p>`}
      ${phone.dataTold ? html`<p class="card" id="data-told">${phone.dataTold}</p>` : ''}</section>
    <section aria-labelledby="look-h" class="stack"><h2 id="look-h">${more.look}</h2>
      <h3 id="size-h">${more.textSize}</h3><div class="choices" role="group" aria-labelledby="size-h">${textSizes.map(size => html`<button aria-pressed=${phone.textSize === size} @click=${() => phone.act.size(size)}>${more.percent(size)}</button>`)}</div>
      <h3 id="language-h">${more.language}</h3><div class="choices" role="group" aria-labelledby="language-h">${[['en', 'English'], ['ko', '한국어']].map(([code, name]) => html`<button lang=${code} aria-pressed=${phone.language === code} @click=${() => phone.act.speak(code)}>${name}</button>`)}</div></section>`;
}

/** After an erasure: what stays for now. @param {Phone} phone */
export function erased(phone) {
  const [more, left] = [moreWords(phone.language), phone.erased ?? []];
  return html`<header><h1>${phone.words.title}</h1></header><main><div class="card stack" role="alert"><p>${more.erased}</p>${left.length ? html`<p>${more.erasedKept}</p><ul>${left.map(k => html`<li>${k.what} ${k.id ?? ''}: ${k.why ?? ''} ${k.code ? html`<b class="num">${more.codeIs(k.code)}</b>` : ''}</li>`)}</ul>` : ''}</div></main>`;
}
