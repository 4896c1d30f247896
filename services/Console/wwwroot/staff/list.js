// @ts-check
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { html } from '../shared/parts.js';

/** The floor as a table. @param {import('./view.js').Board} board */
export function table(board) {
  const { words, state, store } = board;
  return html`<div class="sheet" tabindex="0" role="group" aria-labelledby="floor-h"><table><thead><tr><th scope="col">${words.zone}</th><th scope="col">${words.count}</th></tr></thead><tbody>
    ${repeat(store.zones ?? [], (/** @type {any} */ zone) => zone.id, (/** @type {any} */ zone) => {
      const counted = state.zones.get(zone.id);
      return html`<tr data-zone=${zone.id}><th scope="row">${board.isWall ? zone.name : html`<button class="plain" @click=${() => board.act.open(zone.id)}>${zone.name}</button>`}</th><td class="num">${!state.isLoaded ? '…' : counted?.known ? counted.shoppers : `? (${words.notKnown})`}</td></tr>`;
    })}</tbody></table></div>`;
}
