// @ts-check
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { html, svg } from '../shared/parts.js';

/** @typedef {import('./view.js').Board} Board */
const tintSteps = 12, manyZones = 40;

/** The floor plan with its counts, or the same as a table. @param {Board} board */
export function floor(board) {
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
export function sentence({ words, state, floor, store }) {
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
