// @ts-check
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { html, icon, svg } from '../shared/parts.js';
import { clock, span } from '../shared/times.js';
import { calls, guests, pickups, receivers } from './cards.js';

const tintSteps = 12, manyZones = 40;

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

/** The floor plan with its counts, or the same as a table. @param {Board} board */
function floor(board) {
  const { words, state, floor, isListed, zoom } = board;
  const isMany = floor.places.length > manyZones;
  return html`
    <section class="floor ${isMany ? 'many' : ''}" aria-labelledby="floor-h" tabindex="-1" id="floor">
      <h2 id="floor-h"><span>${words.floor}</span>
        ${board.isWall ? '' : html`<span>${isMany && !isListed ? html`
          <button class="plain" @click=${() => board.act.zoom(Math.min(3, zoom + 1))}>${words.zoomIn}</button><button class="plain" @click=${() => board.act.zoom(Math.max(1, zoom - 1))}>${words.zoomOut}</button>
          <button class="plain" @click=${() => board.act.zoom(1)}>${words.fit}</button>` : ''}<button class="plain" aria-pressed=${isListed} @click=${() => board.act.list(!isListed)}>${isListed ? words.asPlan : words.asList}</button></span>`}
      </h2>
      ${isListed ? board.table?.(board) : html`<div class="sheet" data-zoom=${zoom} tabindex=${isMany ? 0 : -1} role="group" aria-labelledby="floor-h">${drawn(board)}</div>`}
      <p class="muted" id="floor-text">${state.isLoaded ? sentence(board) : '…'}</p>
    </section>`;
}

/** The floor in one sentence, as a screen reader says it. @param {Board} board */
function sentence({ words, state, floor, store }) {
  const names = new Map((store.zones ?? []).map((/** @type {any} */ zone) => [zone.id, zone.name]));
  const full = [...state.zones].filter(([, zone]) => zone.known && zone.shoppers > 0).map(([id, zone]) => words.people(names.get(id) ?? id, zone.shoppers));
  const isUnknown = floor.places.some(place => !(state.zones.get(place.id)?.known ?? false));
  return [isUnknown ? words.unknown : '', state.zoneUnknown ? words.somewhere(state.zoneUnknown) : '', full.length ? `${full.join(', ')}.` : state.inStore === 0 && state.isSeen ? words.nobody : ''].filter(Boolean).join(' ');
}

/** @param {Board} board */
function drawn(board) {
  const { floor, state } = board;
  return html`<svg class="plan" role="img" aria-labelledby="floor-h floor-text" viewBox="${floor.left - 0.3} ${floor.top - 0.3} ${floor.width + 0.6} ${floor.height + 0.6}">
    <defs><pattern id="hatch" width="1" height="1" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="1" height="1"></rect><rect width=".28" height="1"></rect></pattern></defs>
    ${repeat(floor.places, place => place.id, place => {
      const zone = state.zones.get(place.id);
      const [isKnown, n] = [!state.isLoaded || (zone?.known ?? false), zone?.shoppers ?? 0];
      const points = place.shape.map(p => `${p.x.toFixed(2)},${p.y.toFixed(2)}`).join(' ');
      const [middle, from] = [(place.box.left + place.box.right) / 2, place.box.top];
      return svg`<g class="zone ${isKnown ? '' : 'unknown'} ${place.box.right - place.box.left < 3 ? 'small' : ''}" data-zone=${place.id} @click=${() => board.act.open(place.id)}>
        <polygon class=${isKnown ? 'ground' : 'hatch'} points=${points}></polygon>
        ${isKnown && n > 0 ? svg`<polygon class="tint" points=${points} fill-opacity=${(Math.min(n, tintSteps) * 0.045).toFixed(3)}></polygon>` : ''}
        <text class="name" x=${middle} y=${from + 1.15}>${place.lines.map((line, i) => svg`<tspan x=${middle} dy=${i ? 0.95 : 0}>${line}</tspan>`)}</text>
        <text class="count" x=${middle} y=${(place.box.top + place.box.bottom) / 2 + 1.6}>${!state.isLoaded ? '…' : isKnown ? n : '?'}</text>
      </g>`;
    })}
  </svg>`;
}
