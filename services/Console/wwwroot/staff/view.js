// @ts-check
import { html, icon } from '../shared/parts.js';
import { clock, span } from '../shared/times.js';
import { calls, guests, pickups, receivers } from './cards.js';
import { floor } from './plan.js';

/**
 * @typedef {object} Board everything that the page shows
 * @property {typeof import('./words.en.js').default} words
 * @property {string} language @property {string} storeId @property {any} store the layout @property {ReturnType<typeof import('../shared/floor.js').plan>} floor
 * @property {import('./board-state.js').BoardState} state @property {import('../shared/link.js').LinkState} link
 * @property {number} nowMs the server's time @property {boolean} isWall @property {boolean} isSlow loading takes long enough to show grey cards
 * @property {boolean} isListed @property {typeof import('./list.js').table} [table] of the zones, once somebody wanted it @property {number} zoom @property {string} search @property {string} staffId @property {string} signInAt where to sign in; empty: nowhere @property {((board: Board) => unknown) | undefined} refused what stands there when the server refuses the page @property {(() => void) | undefined} unlock of a board that is locked, or that nobody signed in at @property {'off'|'on'|'blocked'} sound
 * @property {Map<string, { isBusy: boolean, undoS: number, refused: string }>} doing by order or case
 * @property {Set<string>} folded cases that are not for who is at this board
 * @property {(p: import('./board-state.js').Pickup) => boolean} isMine @property {(id: string) => string} zoneName
 * @property {Record<'claim'|'release'|'complete', (p: import('./board-state.js').Pickup) => void> & Record<'take'|'giveBack'|'settle', (c: import('./board-state.js').Case) => void> & { dueIn: (c: import('./board-state.js').Case, min: number) => void, notMe: (key: string) => void } & { list: (on: boolean) => void, zoom: (to: number) => void, open: (zone: string) => void, fold: (key: string) => void, sound: () => void, signIn: () => void, register: () => void, lock: () => void, help: () => void, find: (text: string) => void }} act
 */

/** The whole page. @param {Board} board */
export function page(board) {
  if (board.link.kind === 'refused') return board.refused?.(board) ?? '';
  const { words, state, link } = board;
  return html`
    ${board.isWall ? '' : html`<a class="skip" href="#pickups-h">${words.toCards}</a>`}
    <header><h1>${board.store.name ?? words.title}</h1>
      <p class="num" id="people">${state.isLoaded ? words.inStore(state.inStore || state.isSeen ? state.inStore : '?') : '…'}</p>
      ${chip(board)}
      ${board.isWall ? board.unlock ? html`<button id="who" @click=${board.unlock}>${icon('user')}${words.signIn}</button>` : '' : html`
        <input type="search" id="search" class="search" aria-label=${words.search} placeholder=${words.search} maxlength="64" .value=${board.search} ?hidden=${state.pickups.size + state.guests.size < 8 && !board.search} @input=${(/** @type {any} */ e) => board.act.find(e.target.value)}>
        <button id="sound" aria-pressed=${board.sound === 'on'} @click=${board.act.sound}>${icon(board.sound === 'on' ? 'volume-2' : 'volume-x')}${board.sound === 'on' ? words.soundOn : board.sound === 'blocked' ? words.soundBlocked : words.soundOff}</button>
        <button id="who" @click=${board.act.signIn}>${icon('user')}${board.staffId ? words.signedIn(board.staffId) : words.signIn}</button>
        <button id="keys" @click=${board.act.help}>${words.keys}</button>`}
    </header>
    ${banner(board)}
    <main>${floor(board)}<div class="side">${pickups(board)}${calls(board)}${board.isWall ? '' : guests(board)}</div></main>
    ${receivers(board)}`;
}

/** @param {Board} board */
function chip({ link, words }) {
  const isLive = link.kind === 'live';
  return html`<p class="chip ${link.kind === 'stale' ? 'warn' : ''}" id="link">${icon(isLive ? 'radio-tower' : 'wifi-off')}<span>${isLive ? words.live : link.kind === 'connecting' ? words.connecting : words.reconnecting}</span></p>`;
}

/** What is old is told as old, in words. @param {Board} board */
function banner({ link, words, language }) {
  const isTold = link.kind === 'stale';
  return html`<div role="status" id="stale" class=${isTold ? 'banner' : ''}>${isTold ? html`${icon('wifi-off')}<span class="num">${link.isStarting ? `${words.starting} ` : ''}${link.asOf ? words.stale(clock(link.asOf, language, true), span(link.silentS)) : words.never}</span>` : ''}</div>`;
}
