// @ts-check
import { html, icon, own } from '../shared/parts.js';
import { clock } from '../shared/times.js';

/** @typedef {import('./me.js').Phone} Phone */
const first = 'PURPOSE_PRESENCE';
export const textSizes = [100, 125, 150, 200];

/** What the shopper allows, in plain words, and how the page looks. @param {Phone} phone */
export function data(phone) {
  const { words, kept } = phone;
  const isOff = phone.link.kind === 'stale' || !kept.purposes;
  return html`
    <section aria-labelledby="consents-h" class="stack"><h2 id="consents-h" tabindex="-1">${words.consents}</h2>
      ${Object.entries(words.switches).map(([purpose, [title, text]]) => {
        const [isGiven, waits] = [kept.purposes?.includes(purpose) ?? false, purpose !== first && !kept.purposes?.includes(first)];
        return html`<div class="card switch" data-purpose=${purpose}><h3 id=${purpose}>${title}</h3>
          <button role="switch" aria-checked=${isGiven && !waits} aria-labelledby=${purpose} aria-describedby="${purpose}-text" aria-disabled=${isOff || waits} @click=${() => isOff || waits || phone.act.allow(purpose, !isGiven)}>${isGiven && !waits ? words.on : words.off}</button>
          <p class="muted" id="${purpose}-text">${text}${waits && isGiven ? ` ${words.needsFirst}` : ''}${phone.link.kind === 'stale' ? ` ${words.needsLine}` : ''}</p></div>`;
      })}
      <div class="choices">${kept.pausedUntil ? html`<p class="card">${words.paused(clock(new Date(kept.pausedUntil), phone.language))}</p><button aria-disabled=${isOff} @click=${() => isOff || phone.act.pause(false)}>${words.goOnNow}</button>`
        : html`<button aria-disabled=${isOff} @click=${() => isOff || phone.act.pause(true)}>${words.pause}</button>`}<button aria-disabled=${isOff} @click=${() => isOff || phone.act.forget()}>${words.forget}</button></div>
      ${phone.allowed ? html`<p class="card" id="allowed">${phone.allowed}</p>` : ''}</section>
    <section aria-labelledby="yours-h" class="stack"><h2 id="yours-h">${words.yourData}</h2>
      <p class="choices"><button aria-disabled=${isOff} @click=${() => isOff || phone.act.copy()}>${words.copy}</button></p>
      <details @toggle=${(/** @type {any} */ e) => e.target.open && phone.act.look()}><summary>${icon('circle-question-mark')}${words.who}</summary>${!phone.accesses ? '' : phone.accesses.length === 0 ? html`<p>${words.nobodyYet}</p>`
        : html`<ul>${phone.accesses.slice(0, 50).map(a => html`<li>${new Date(a.at).toLocaleString(phone.language)}: ${own(a.who || a.role || '')} · ${a.what ?? ''}${a.reason ? ` · ${a.reason}` : ''}</li>`)}</ul>`}</details>
      ${phone.isErasing ? html`<div class="card stack" role="alert"><p>${words.eraseSure}</p><p class="choices"><button class="danger" @click=${phone.act.eraseYes}>${words.eraseYes}</button><button @click=${phone.act.erase}>${words.eraseNo}</button></p></div>`
        : html`<p><button class="danger" aria-disabled=${isOff} @click=${() => isOff || phone.act.erase()}>${words.erase}</button></p>`}
      ${phone.dataTold ? html`<p class="card" id="data-told">${phone.dataTold}</p>` : ''}</section>
    <section aria-labelledby="look-h" class="stack"><h2 id="look-h">${words.look}</h2>
      <h3 id="size-h">${words.textSize}</h3><div class="choices" role="group" aria-labelledby="size-h">${textSizes.map(size => html`<button aria-pressed=${phone.textSize === size} @click=${() => phone.act.size(size)}>${words.percent(size)}</button>`)}</div>
      <h3 id="language-h">${words.language}</h3><div class="choices" role="group" aria-labelledby="language-h">${[['en', 'English'], ['ko', '한국어']].map(([code, name]) => html`<button lang=${code} aria-pressed=${phone.language === code} @click=${() => phone.act.speak(code)}>${name}</button>`)}</div></section>`;
}
