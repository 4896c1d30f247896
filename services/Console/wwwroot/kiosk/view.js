// @ts-check
import { html, icon } from '../shared/parts.js';
import { canRead } from './aloud.js';
import { info, sign as board } from './info.js';

/**
 * @typedef {object} Kiosk everything that the page shows
 * @property {typeof import('./words.en.js').default} words @property {'starting'|'attract'|'code'|'camera'|'help'|'ease'|'reading'|'answer'|'screen'|'offline'|'out'} state @property {'pickup'|'info'|'sign'} face
 * @property {any} frame a TerminalScreen; a pickup kiosk has none @property {string} note what came of the last act, where the screen does not say it
 * @property {any} answer a TapAnswer, and whether it answers a call for help; nothing of it outlives its time on the screen @property {number} digits typed so far @property {string} why it is out of order
 * @property {boolean} keeps it is the terminal's own page, which keeps a tap while the server is away @property {boolean} canScan @property {HTMLVideoElement} [picture] what the camera sees
 * @property {{ contrast: boolean, low: boolean, aloud: boolean }} ease how the person in front of the screen wants it
 * @property {Record<string, (...args: any[]) => void>} act
 */
const signs = /** @type {Record<string, [string, string]>} */ ({
  TAP_OUTCOME_OK: ['check', 'ok'], TAP_OUTCOME_GRANTED: ['check', 'ok'], TAP_OUTCOME_NO_ORDER: ['clock', ''], TAP_OUTCOME_ALREADY_CLAIMED: ['check', 'ok'],
  TAP_OUTCOME_EXPIRED: ['refresh-cw', 'warn'], TAP_OUTCOME_REFUSED: ['x', 'bad'], TAP_OUTCOME_TRY_AGAIN: ['refresh-cw', 'warn'],
});
/** A person is one tap away wherever the server can be asked. */
const canCall = new Set(['attract', 'code', 'camera', 'ease', 'answer', 'screen']);
const sign = (/** @type {string} */ name, kind = '') => html`<div class="sign ${kind}">${icon(name)}</div>`;

/** @param {Kiosk} kiosk */
export function page(kiosk) {
  const { words, act } = kiosk;
  if (kiosk.face === 'sign' && kiosk.state !== 'out') return html`<main>${board(kiosk)}</main>`;
  return html`<header><h1>${kiosk.face === 'info' ? words.infoTitle : words.title}</h1><button @click=${act.bigger}>${words.bigger}</button><button @click=${act.ease}>${words.ease}</button><button @click=${act.language} lang=${words.title === 'Pickup' ? 'ko' : 'en'}>${words.language}</button></header>
    <main>${kiosk.state === 'code' ? code(kiosk) : html`${face(kiosk)}`}</main>
    <footer><p>${kiosk.state === 'screen' ? words.forAMinute : words.nothing}</p>${canCall.has(kiosk.state) ? html`<button @click=${kiosk.state === 'screen' ? () => act.act('help') : act.help}>${words.help}</button>` : ''}</footer>`;
}

/** @param {Kiosk} kiosk */
function face(kiosk) {
  const { words, state, act } = kiosk;
  switch (state) {
    case 'attract': return html`${sign('qr-code')}<div role="status"><h2>${kiosk.face === 'info' ? words.attractInfo : words.attract}</h2></div><p>${words.attractHow}</p>${ways(kiosk)}`;
    case 'camera': return kiosk.note ? html`${sign('x', 'warn')}<div role="status"><h2>${kiosk.note}</h2></div><p class="row"><button class="primary" @click=${act.back}>${words.back}</button></p>`
      : html`<div role="status"><h2>${words.camera}</h2></div><div class="picture">${kiosk.picture ?? ''}</div><p>${words.cameraHow}</p><p class="row"><button @click=${act.back}>${words.back}</button></p>`;
    case 'reading': return html`${sign('clock')}<div role="status"><h2>${words.reading}</h2></div><p>${words.readingHow}</p>`;
    case 'help': return html`${sign('bell')}<div role="status"><h2>${words.helpTitle}</h2></div><p class="row"><button @click=${act.back}>${words.back}</button><button class="primary" @click=${act.call}>${words.helpYes}</button></p>`;
    case 'ease': return ease(kiosk);
    case 'screen': return info(kiosk);
    case 'answer': return answer(kiosk);
    case 'offline': return html`${sign('wifi-off', 'warn')}<div role="status"><h2>${words.offline}</h2></div><p>${kiosk.keeps ? words.offlineKept : words.offlineHow}</p>${kiosk.keeps ? ways(kiosk) : ''}`;
    case 'out': return html`${sign('triangle-alert', 'bad')}<div role="status"><h2>${words.outOfOrder}</h2></div><p>${words.outHow}</p><p class="muted">${kiosk.why}</p>`;
    default: return html`${sign('clock')}<div role="status"><h2>${words.starting}</h2></div><p>${words.startingHow}</p>`;
  }
}

/** How a code comes in, beside the reader. @param {Kiosk} kiosk */
const ways = ({ words, act, canScan }) => html`<p class="row">${canScan ? html`<button @click=${act.scan}>${icon('qr-code')}${words.scan}</button>` : ''}<button class="primary" @click=${act.type}>${words.typeCode}</button></p>`;

/** @param {Kiosk} kiosk */
function ease({ words, ease: wanted, act }) {
  const each = (/** @type {'contrast'|'low'|'aloud'} */ what) => html`<button aria-pressed=${wanted[what] ? 'true' : 'false'} @click=${() => act.wants(what)}>${icon(wanted[what] ? 'check' : 'plus')}${words[what]}</button>`;
  return html`<div role="status"><h2>${words.easeTitle}</h2></div><p>${words.easeHow}</p><p class="row">${each('contrast')}${each('low')}${canRead(document.documentElement.lang) ? each('aloud') : ''}</p><p class="row"><button class="primary" @click=${act.eased}>${words.back}</button></p>`;
}

/** A place and a sentence; the contract lets no name into either. @param {Kiosk} kiosk */
function answer({ words, answer, act }) {
  const isKept = !answer.outcome && !answer.isHelp;
  const [picture, kind] = isKept ? ['clock', ''] : answer.isHelp ? [answer.title ? 'check' : 'bell', answer.outcome === 'TAP_OUTCOME_OK' ? 'ok' : ''] : signs[answer.outcome] ?? signs.TAP_OUTCOME_TRY_AGAIN;
  const title = answer.title ?? (isKept ? words.kept : answer.isHelp ? answer.outcome === 'TAP_OUTCOME_OK' ? words.helpComes : words.help : /** @type {Record<string, string>} */ (words.outcomes)[answer.outcome] ?? words.outcomes.TAP_OUTCOME_TRY_AGAIN);
  return html`${sign(picture, kind)}<div role="status"><h2>${title}</h2>${answer.slot ? html`<p class="place">${words.place(answer.slot)}</p>` : ''}
      <p>${isKept ? words.keptHow : answer.text ?? ''}</p>${answer.outcome === 'TAP_OUTCOME_REFUSED' && !answer.isHelp ? html`<p>${words.refusedHow}</p>` : ''}${answer.more ? html`<p>${words.more(answer.more)}</p>` : ''}</div>
    <p class="row"><button @click=${act.moreTime}>${words.moreTime}</button><button class="primary" @click=${act.clear}>${words.done}</button></p>`;
}

/** The pad stays where it is, and shows dots. @param {Kiosk} kiosk */
function code({ words, digits, note, act }) {
  const key = (/** @type {string} */ digit) => html`<button @click=${() => act.digit(digit)}>${digit}</button>`;
  return html`<h2>${words.codeTitle}</h2><p class="dots" role="status" aria-label=${words.entered(digits)}>${'●'.repeat(digits)}${'○'.repeat(8 - digits)}</p>
    <div class="pad">${['1', '2', '3', '4', '5', '6', '7', '8', '9'].map(key)}<button @click=${act.back}>${words.back}</button>${key('0')}<button @click=${act.erase}>${words.erase}</button></div>
    <div class="row" role="status">${note ? html`<p>${note}</p><button class="primary" @click=${act.type}>${words.moreTime}</button>` : ''}</div>`;
}
