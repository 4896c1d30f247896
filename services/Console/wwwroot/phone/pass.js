// @ts-check
import { html } from '../shared/parts.js';
import { coded, drawn } from '../shared/qr.js';
import { refill } from './passes.js';

/** @typedef {import('./me.js').Phone} Phone */
let code = coded('');

/** The screen stays on while the pass is looked at; a browser lets go of it when the page is out of sight. @type {WakeLockSentinel | undefined} */ let awake;
let isAsked = false;
const letGo = () => { if (location.hash !== '#pass') void awake?.release(); };
async function stayAwake() {
  if (isAsked || awake?.released === false || !navigator.wakeLock || document.visibilityState === 'hidden') return;
  isAsked = true;
  awake = await navigator.wakeLock.request('screen').catch(() => undefined);
  isAsked = false;
  letGo();
}
addEventListener('hashchange', letGo);

/** The pass of this minute. @param {Phone} phone */
export function pass(phone) {
  const { words, kept, nowMs } = phone;
  void refill(phone);
  void stayAwake();
  const now = kept.passes.find(p => (!p.notBefore || Date.parse(p.notBefore) <= nowMs) && Date.parse(p.expiresAt) > nowMs);
  const orders = kept.readyOrders();
  if (now && now.token !== code.text) code = coded(now.token);
  const leftS = now ? Math.max(0, Math.ceil((Date.parse(now.expiresAt) - nowMs) / 1000)) : 0;
  return html`<section aria-labelledby="pass-h" class="stack"><h2 id="pass-h" tabindex="-1">${words.passTitle}</h2>
    ${now ? html`${drawn(code, words.passAlt, now.token)}
      <p class="num"><progress max="60" value=${Math.min(60, leftS)} aria-label=${words.passLeft(leftS)}></progress> <span class="muted">${words.passLeft(leftS)}</span></p><p>${words.passHow}</p>`
      : phone.link.kind === 'live' && !kept.passes.length ? html`<p class="card">${words.passLoading}</p>` : html`<p class="card">${orders.length ? words.passAsk(orders.map(o => o.orderId).join(', ')) : words.passNone}</p>`}
    ${orders.map(order => html`<div class="card" data-order=${order.orderId}><h3>${order.text || words.order(order.orderId)}</h3>${kept.codes[order.orderId] ? html`<p class="muted">${words.code}</p><p class="digits num" aria-label=${words.codeFor(order.orderId)} role="text">${kept.codes[order.orderId].replace(/(\d{4})(?=\d)/g, '$1 ')}</p>` : ''}</div>`)}
  </section>`;
}
