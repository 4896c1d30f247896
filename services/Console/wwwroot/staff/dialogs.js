// @ts-check
import { render } from '../vendor/lit-html/lit-html.js';
import { html, own } from '../shared/parts.js';
import { recall, remember } from '../shared/storage.js';
import { span } from '../shared/times.js';

const isId = (/** @type {string} */ id) => /^[A-Za-z0-9._:-]{1,64}$/.test(id);

/** Windows over the board: one at a time, closed by Escape. @param {import('./view.js').Board} board */
export function dialogs(board) {
  const dialog = document.body.appendChild(document.createElement('dialog'));
  const close = () => dialog.close();
  /** @param {(close: () => void) => unknown} content */
  function show(content) {
    render(content(close), dialog);
    const title = dialog.querySelector('h2');
    if (title) [title.id, dialog.ariaLabel] = ['dialog-h', title.textContent];
    if (!dialog.open) dialog.showModal();
    return true;
  }
  return {
    /** @param {string} zone */
    zone: zone => show(close => zoneCard(board, zone, close)),
    help: () => show(() => html`<div class="stack"><h2>${board.words.keys}</h2>
      <table><tbody>${board.words.keyList.map(([key, what]) => html`<tr><th scope="row"><kbd>${key}</kbd></th><td>${what}</td></tr>`)}</tbody></table>
      <label><input type="checkbox" ?checked=${recall('keys') !== 'off'} @change=${(/** @type {any} */ e) => remember('keys', e.target.checked ? 'on' : 'off')}> ${board.words.keysOn}</label>
      <button @click=${close}>${board.words.close}</button></div>`),
    /** @param {(id: string) => void} done */
    signIn(done) {
      const { words } = board;
      const finish = (/** @type {string} */ id) => { close(); done(id); };
      const submit = (/** @type {any} */ e) => {
        e.preventDefault();
        const input = e.target.elements.id;
        input.setCustomValidity(isId(input.value.trim()) ? '' : words.wrongId);
        if (input.reportValidity()) finish(input.value.trim());
      };
      show(() => html`<form method="dialog" @submit=${submit} novalidate><h2>${words.whoAreYou}</h2><p class="muted">${words.whoWhy}</p>
        <label for="staff-id">${words.yourId}</label><input type="text" id="staff-id" name="id" autocomplete="username" maxlength="64" .value=${board.staffId} @input=${(/** @type {any} */ e) => e.target.setCustomValidity('')}>
        <p><button class="primary">${words.signIn}</button> ${board.staffId ? html`<button type="button" @click=${() => finish('')}>${words.signOut}</button>` : ''} <button type="button" class="plain" @click=${close}>${words.cancel}</button></p></form>`);
    },
  };
}

/** What a zone has, when it is tapped. @param {import('./view.js').Board} board @param {string} zone @param {() => void} close */
function zoneCard(board, zone, close) {
  const { words, state, store } = board;
  const here = board.isWall ? [] : state.greeted().filter(g => g.zone === zone && g.leftAt === undefined);
  const anchors = (store.anchors ?? []).filter((/** @type {any} */ a) => a.zoneId === zone);
  return html`<div class="stack"><h2>${own(board.zoneName(zone))}</h2>
    <h3>${words.zoneGuests}</h3>${here.length ? html`<ul>${here.map(g => html`<li>${own(g.name)}</li>`)}</ul>` : html`<p class="muted">${words.none}</p>`}
    <h3>${words.zoneReceivers}</h3>${anchors.length ? html`<ul>${anchors.slice(0, 50).map((/** @type {any} */ a) => { const bad = state.failing.get(a.id); return html`<li>${a.id} · ${bad ? `${words.silent}${bad.lastMs ? `, ${words.ago(span((board.nowMs - bad.lastMs) / 1000))}` : ''}` : words.hears}</li>`; })}</ul>` : html`<p class="muted">${words.none}</p>`}
    <button @click=${close}>${words.close}</button></div>`;
}
