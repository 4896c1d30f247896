// @ts-check
import { render } from '../vendor/lit-html/lit-html.js';
import { html, own } from '../shared/parts.js';
import { session, signInAddress, signOut } from '../shared/session.js';
import { recall, remember } from '../shared/storage.js';
import { span } from '../shared/times.js';
import english from './dialogs.en.js';
import korean from './dialogs.ko.js';

const isId = (/** @type {string} */ id) => /^[A-Za-z0-9._:-]{1,64}$/.test(id);

/** @param {import('./view.js').Board} board */
const wordsOf = board => board.language === 'ko' ? korean : english;

/** Windows over the board: one at a time, closed by Escape. @param {import('./view.js').Board} board */
export function dialogs(board) {
  const more = () => wordsOf(board);
  const dialog = document.body.appendChild(document.createElement('dialog'));
  const close = () => dialog.close();
  // What is closed keeps no name in the page.
  dialog.addEventListener('close', () => { if (!dialog.open) render('', dialog); });
  /** @type {(() => unknown) | undefined} */ let lives;
  /** @param {(close: () => void) => unknown} content */
  function show(content) {
    lives = undefined;
    render(content(close), dialog);
    const title = dialog.querySelector('h2');
    if (title) [title.id, dialog.ariaLabel] = ['dialog-h', title.textContent];
    if (!dialog.open) dialog.showModal();
    return true;
  }
  return {
    show,
    /** @param {string} zone */
    zone(zone) {
      const card = () => zoneCard(board, zone, close);
      show(card);
      lives = card;
    },
    /** Shows anew what a window tells of people: who left, or is not to be seen any more, is not named in it. On a board without names it closes. */
    paint() {
      if (!lives || !dialog.open) return;
      if (board.isWall) close();
      else render(lives(), dialog);
    },
    help: () => show(() => html`<div class="stack"><h2>${board.words.keys}</h2>
      <table><tbody>${more().keyList.map(([key, what]) => html`<tr><th scope="row"><kbd>${key}</kbd></th><td>${what}</td></tr>`)}</tbody></table>
      <label><input type="checkbox" ?checked=${recall('keys') !== 'off'} @change=${(/** @type {any} */ e) => remember('keys', e.target.checked ? 'on' : 'off')}> ${more().keysOn}</label>
      <button @click=${close}>${board.words.close}</button></div>`),
    /** @param {(id: string) => void} done */
    async signIn(done) {
      const { words } = board;
      const found = await session();
      if (found?.kind === 'board') return void (await import('./people.js')).people(board, show);
      if (found?.kind === 'person') return show(close => html`<div class="stack"><h2>${words.signedIn(found.subject)}</h2><p class="muted">${more().whoWhy}</p>
        <p><button @click=${() => void signOut().then(isOut => { if (isOut) { remember('staff', ''); location.assign(signInAddress(true)); } })}>${more().signOut}</button> <button class="plain" @click=${close}>${words.close}</button></p></div>`);
      const finish = (/** @type {string} */ id) => { close(); done(id); };
      const submit = (/** @type {any} */ e) => {
        e.preventDefault();
        const input = e.target.elements.id;
        input.setCustomValidity(isId(input.value.trim()) ? '' : more().wrongId);
        if (input.reportValidity()) finish(input.value.trim());
      };
      return show(() => html`<form method="dialog" @submit=${submit} novalidate><h2>${more().whoAreYou}</h2><p class="muted">${more().whoWhy}</p>
        <label for="staff-id">${more().yourId}</label><input type="text" id="staff-id" name="id" autocomplete="username" maxlength="64" .value=${board.staffId} @input=${(/** @type {any} */ e) => e.target.setCustomValidity('')}>
        <p><button class="primary">${words.signIn}</button> ${board.staffId ? html`<button type="button" @click=${() => finish('')}>${more().signOut}</button>` : ''} <button type="button" class="plain" @click=${close}>${more().cancel}</button></p>
        <p><button type="button" class="plain" @click=${() => void board.act.register()}>${more().register}</button></p></form>`);
    },
  };
}

/** What a zone has, when it is tapped. @param {import('./view.js').Board} board @param {string} zone @param {() => void} close */
function zoneCard(board, zone, close) {
  const { words, state, store } = board, more = () => wordsOf(board);
  const here = board.isWall ? [] : state.greeted().filter(g => g.zone === zone && g.leftAt === undefined);
  const anchors = (store.anchors ?? []).filter((/** @type {any} */ a) => a.zoneId === zone);
  return html`<div class="stack"><h2>${own(board.zoneName(zone))}</h2>
    <h3>${more().zoneGuests}</h3>${here.length ? html`<ul>${here.map(g => html`<li>${own(g.name)}</li>`)}</ul>` : html`<p class="muted">${more().none}</p>`}
    <h3>${more().zoneReceivers}</h3>${anchors.length ? html`<ul>${anchors.slice(0, 50).map((/** @type {any} */ a) => { const bad = state.failing.get(a.id); return html`<li>${a.id} · ${bad ? `${more().silent}${bad.lastMs ? `, ${words.ago(span((board.nowMs - bad.lastMs) / 1000))}` : ''}` : more().hears}</li>`; })}</ul>` : html`<p class="muted">${more().none}</p>`}
    <button @click=${close}>${words.close}</button></div>`;
}
