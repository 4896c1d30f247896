// @ts-check
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { html, icon, own, sureBars, sureness } from '../shared/parts.js';
import { span } from '../shared/times.js';

/** @typedef {import('./view.js').Board} Board */
/** @typedef {import('./board-state.js').Pickup} Pickup */
/** @typedef {import('./board-state.js').Guest} Guest */
const shownMax = 50, amberS = 180, redS = 360;

/** @param {Board} board @param {string} id @param {string} title @param {any[]} all @param {string} empty @param {(card: any, index: number) => unknown} card */
function region(board, id, title, all, empty, card) {
  const open = all.filter(one => one.leftAt === undefined).length;
  const found = board.search ? all.filter(one => `${one.name} ${one.order ?? ''}`.toLowerCase().includes(board.search.toLowerCase())) : all;
  return html`<section aria-labelledby="${id}-h"><h2 id="${id}-h" tabindex="-1">${title} <span class="num">${open || ''}</span></h2>
    ${!board.state.isLoaded ? (board.isSlow ? html`<div class="card skeleton" aria-hidden="true"></div>` : '') : all.length === 0 ? html`<p class="empty">${empty}</p>` : found.length === 0 ? html`<p class="empty">${board.words.noMatch}</p>` : ''}
    <ul data-cards=${id}>${repeat(found.slice(0, shownMax), one => one.key, card)}</ul>
    ${found.length > shownMax ? html`<p class="muted">${board.words.more(found.length - shownMax)}</p>` : ''}</section>`;
}

/** @param {Board} board */
export const pickups = board => region(board, 'pickups', board.words.waiting, board.state.waiting(), board.words.nobodyWaits, (p, i) => pickup(board, p, i));

/** @param {Board} board */
export const guests = board => region(board, 'guests', board.words.guests, board.state.greeted(), board.words.nobodyToGreet, g => guest(board, g));

/** @param {Board} board */
export function calls(board) {
  const { words, state } = board;
  const all = state.loose();
  if (!all.length && !state.cases.size) return '';
  return html`<section aria-labelledby="calls-h"><h2 id="calls-h">${words.help} <span class="num">${all.length + state.wanted().filter(c => c.leftAt === undefined).length}</span></h2><ul data-cards="calls">${repeat(state.wanted().filter(c => !board.folded.has(c.key)).slice(0, shownMax), c => c.key, c => wish(board, c))}${repeat(all, c => c.key, c => html`
    <li class="card person" data-key=${c.key}><div><p>${own(c.text)}</p><p class="muted num">${board.zoneName(c.zone)} · ${words.ago(span((board.nowMs - c.atMs) / 1000))}</p></div>
      ${board.isWall ? '' : html`<button @click=${() => board.act.fold(c.key)}>${icon('check')}${words.close}</button>`}</li>`)}</ul></section>`;
}

/** Buttons of one card: they need the connection, and one is pressed at a time. @param {Board} board @param {{ isBusy: boolean } | undefined} doing */
function buttons({ link, words }, doing) {
  const why = link.kind === 'stale' ? words.needsLine : '', isOff = Boolean(why || doing?.isBusy);
  return (/** @type {string} */ kind, /** @type {string} */ sign, /** @type {string} */ word, /** @type {() => void} */ act) => html`
    <button class=${kind} aria-disabled=${isOff} title=${why} @click=${() => isOff || act()}>${icon(sign)}${doing?.isBusy ? words.claiming : word}</button>`;
}

/** What a shopper, or somebody at a terminal, wants of a person. @param {Board} board @param {import('./board-state.js').Case} c */
function wish(board, c) {
  const { words } = board;
  const [isMine, isFree, isOver] = [c.staffId !== '' && c.staffId === board.staffId, c.staffId === '', c.leftAt !== undefined];
  const doing = board.doing.get(c.key), button = buttons(board, doing);
  const dueS = c.dueMs === undefined ? undefined : (c.dueMs - board.nowMs) / 1000;
  return html`<li tabindex="-1" class="card person ${isOver ? 'leaving' : ''} ${c.isFresh ? 'fresh' : ''}" data-key=${c.key}><div>
      <h3>${c.name && !board.isWall && !isOver ? own(c.name) : c.order ? words.order(c.order) : words.someoneAt(c.terminal || board.zoneName(c.zone))} <span class="chip">${/** @type {Record<string, string>} */ (words.caseKinds)[c.kind] ?? words.help}</span>${c.escalation > 0 && isFree ? html`<span class="chip bad">${icon('triangle-alert')}${words.escalated}</span>` : ''}</h3>
      ${c.text && !isOver && !board.isWall ? html`<p>${own(c.text)}</p>` : ''}
      <p class="muted num">${board.zoneName(c.zone)} · ${isOver ? words.closed : isFree ? words.waits(span((board.nowMs - c.openedMs) / 1000)) : isMine ? words.youHave : words.comes(c.staffName || words.colleague)} ${dueS === undefined || isOver ? '' : dueS > 0 ? words.due(span(dueS)) : words.dueNow}</p></div>
    ${board.isWall || isOver ? '' : isFree ? html`<div class="stack">${button('primary', 'hand-helping', words.coming, () => board.act.take(c))}
        <p class="row"><select aria-label=${words.coming} @change=${(/** @type {any} */ e) => board.act.dueIn(c, Number(e.target.value))}>${[1, 2, 5].map(n => html`<option value=${n} ?selected=${n === 2}>${words.inMin(n)}</option>`)}</select><button class="plain" @click=${() => board.act.notMe(c.key)}>${words.notMe}</button></p></div>`
      : isMine ? html`<div class="stack">${button('primary', 'check', words.helped, () => board.act.settle(c))}${button('plain', 'undo-2', words.giveBack, () => board.act.giveBack(c))}</div>` : ''}
    ${doing?.refused ? html`<p class="refused" role="alert">${doing.refused}</p>` : ''}</li>`;
}

/** @param {Board} board @param {Pickup} p @param {number} index */
function pickup(board, p, index) {
  const { words } = board;
  const waitsS = (board.nowMs - p.sinceMs) / 1000;
  const late = p.leftAt !== undefined ? '' : p.escalation > 0 || waitsS >= redS ? html`<span class="chip bad">${icon('triangle-alert')}${p.escalation > 0 ? words.escalated : words.over(redS / 60)}</span>`
    : waitsS >= amberS ? html`<span class="chip warn">${icon('clock')}${words.over(amberS / 60)}</span>` : '';
  const facts = [p.name && !board.isWall ? words.order(p.order) : '', p.slot ? words.shelf(p.slot) : '', p.items ? words.items(p.items) : '', p.terminal || board.zoneName(p.zone)].filter(Boolean);
  return html`<li tabindex="-1" class="card person ${p.leftAt !== undefined ? 'leaving' : ''} ${p.isFresh ? 'fresh' : ''}" data-key=${p.key}>
    <div>
      <h3>${board.isWall ? '' : html`<span class="num muted" aria-hidden="true">${index < 9 ? index + 1 : ''}</span>`}${p.name && !board.isWall ? own(p.name) : words.order(p.order)}</h3>
      <p class="num">${facts.map(fact => html`${own(fact)} · `)}${p.leftAt !== undefined ? (p.left === 'handedOver' ? words.handedOver : p.left || words.left) : words.waits(span(waitsS))}</p>
      <p>${late} ${p.needsCheck ? html`<span class="chip">${icon('id-card')}${words.check}</span>` : ''} ${p.isClaimed && !board.isMine(p) ? html`<span class="wait">${words.bring(board.isWall ? words.colleague : p.claimedByName || p.claimedBy)}</span>` : ''}</p>
    </div>
    ${board.isWall || p.leftAt !== undefined ? '' : handover(board, p)}
  </li>`;
}

/** What can be done with an order: take it on at once, take that back for five seconds, and say that it was handed over. @param {Board} board @param {Pickup} p */
function handover(board, p) {
  const { words } = board;
  const doing = board.doing.get(p.key), button = buttons(board, doing), isMine = board.isMine(p);
  return html`
    ${isMine ? button('primary main', 'check', p.needsCheck ? words.doneChecked : words.done, () => board.act.complete(p)) : p.isClaimed ? '' : button('primary main', 'shopping-bag', words.handOver, () => board.act.claim(p))}
    ${isMine && doing?.undoS ? html`<p class="undo">${words.youBring} <progress max="5" value=${doing.undoS} aria-label=${words.undo}></progress> ${button('', 'undo-2', words.undo, () => board.act.release(p))}</p>`
      : isMine ? html`<p class="undo">${words.youBring} ${button('plain', 'undo-2', words.giveBack, () => board.act.release(p))}</p>` : ''}
    ${board.link.kind === 'stale' ? html`<p class="muted">${words.needsLine}</p>` : ''}
    ${doing?.refused ? html`<p class="refused" role="alert">${doing.refused}</p>` : ''}`;
}

/** Who left, or withdrew the consent, is not named any more, even while the card goes. @param {Board} board @param {Guest} g */
function guest(board, g) {
  const { words } = board;
  return html`<li tabindex="-1" class="card person ${g.leftAt !== undefined ? 'leaving' : ''} ${g.isFresh ? 'fresh' : ''}" data-key=${g.key}><div>
    <h3>${g.leftAt !== undefined ? words.someone : own(g.name)} ${g.isVip ? html`<span class="chip vip">${icon('crown')}${words.vip}</span>` : ''}</h3>
    <p>${g.leftAt !== undefined ? '' : g.reason}</p>
    <p class="muted num" title=${g.confidence.toFixed(2)}>${g.leftAt !== undefined ? words.left : html`${board.zoneName(g.zone)} · ${sureBars(sureness(g.confidence), words.likely)} · ${words.ago(span((board.nowMs - g.atMs) / 1000))}`}</p>
  </div></li>`;
}

/** @param {Board} board */
export function receivers(board) {
  const { words, state } = board;
  const failing = [...state.failing.values()], first = 3;
  return html`<footer aria-labelledby="receivers-h"><h2 class="sr" id="receivers-h">${words.receivers}</h2>${!state.isLoaded ? '' : failing.length === 0 ? html`<p class="muted">${state.isSeen ? words.allHeard : ''}</p>` : html`
    <ul>${repeat(failing.slice(0, first), r => r.anchor, r => html`<li class="chip ${r.online ? 'warn' : 'bad'}" data-anchor=${r.anchor}>${icon('triangle-alert')}${r.text}${r.lastMs && !r.online ? html` <span class="num">${words.ago(span((board.nowMs - r.lastMs) / 1000))}</span>` : ''}</li>`)}</ul>
    ${failing.length > first ? html`<details><summary>${words.more(failing.length - first)}</summary><ul>${failing.slice(first).map(r => html`<li class="chip bad">${r.text}</li>`)}</ul></details>` : ''}`}</footer>`;
}
