// @ts-check
import { refusalOf } from '../shared/calls.js';
import { html, own } from '../shared/parts.js';
import { recall, remember } from '../shared/storage.js';
import english from './people.en.js';
import korean from './people.ko.js';

/** @typedef {import('./view.js').Board} Board */
/** @typedef {(content: (close: () => void) => unknown) => unknown} Show */

/** A board that nobody touches for so long is locked: names go, duty stays. */
export const lockAfterMs = 180_000;

/** A server that has not heard of it is told again. */
const lockAgainMs = 2000;

/** @param {Board} board */
const wordsOf = board => board.language === 'ko' ? korean : english;

/** Asks the server. @param {Board} board @param {string} path @param {object} body @returns {Promise<string>} why not; empty: done */
async function post(board, path, body) {
  try {
    const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal: AbortSignal.timeout(4000) });
    if (response.ok) return '';
    const refusal = await refusalOf(response);
    return refusal.isAway ? wordsOf(board).noAnswer : refusal.message;
  } catch {
    return wordsOf(board).noAnswer;
  }
}

/** @type {ReturnType<typeof setTimeout> | undefined} */ let idle;
let isWatched = false;

/**
 * A registered board is used in the name of who signed in with a PIN, and locked when nobody touches it.
 * @param {Board} board @param {{ subject: string, roles: string[] }} session @param {(staff: string, isLocked: boolean) => void} use shows the board anew, with names or without
 */
export function boardOf(board, session, use) {
  const isLocked = session.roles.includes('board');
  // Who comes back to a page that was closed unlocked is not let in by that.
  if (!isLocked && Date.now() - Number(recall('touched')) > lockAfterMs) return void lock(board, session.subject, use);
  use(session.subject, isLocked);
  if (isLocked) return;
  const watch = () => {
    clearTimeout(idle);
    // Who touches a locked board has not signed in by that.
    if (board.isWall) return;
    remember('touched', String(Date.now()));
    idle = setTimeout(() => void lock(board, board.staffId, use), lockAfterMs);
  };
  watch();
  if (isWatched) return;
  isWatched = true;
  for (const touch of ['pointerdown', 'keydown']) addEventListener(touch, watch);
}

/** Names go from the screen first: the server may be away. Until it has heard of it, the page locks itself when it is loaded again. @param {Board} board @param {string} staff @param {(staff: string, isLocked: boolean) => void} use */
export async function lock(board, staff, use) {
  remember('touched', '0');
  use(staff, true);
  while (await post(board, '/board/lock', {}) === wordsOf(board).noAnswer) await new Promise(done => setTimeout(done, lockAgainMs));
}

/** Registers this browser as a board. @param {Board} board @param {Show} show */
export function register(board, show, refusal = '') {
  const words = wordsOf(board);
  const submit = async (/** @type {any} */ e) => {
    e.preventDefault();
    const { user, password } = e.target.elements;
    const why = await post(board, '/board', { user: user.value.trim(), password: password.value.trim() });
    if (why) register(board, show, why);
    else location.reload();
  };
  show(close => html`<form @submit=${submit}><h2>${words.registerIt}</h2><p class="muted">${words.registerWhy}</p>
    <label for="board-user">${words.device}</label><input type="text" id="board-user" name="user" autocomplete="off" maxlength="150" required>
    <label for="board-password">${words.password}</label><input type="text" id="board-password" name="password" autocomplete="off" maxlength="64" required>
    ${refusal ? html`<p class="refused" role="alert">${refusal}</p>` : ''}
    <p><button class="primary">${words.registerIt}</button> <button type="button" class="plain" @click=${close}>${words.back}</button></p></form>`);
}

/** Who signs in: a name, then a PIN. @param {Board} board @param {Show} show */
export async function people(board, show) {
  const words = wordsOf(board);
  const done = (/** @type {string} */ why) => { if (!why) location.reload(); };
  /** @type {any[] | undefined} */ let found;
  try {
    const response = await fetch('/board/people', { cache: 'no-store', signal: AbortSignal.timeout(4000) });
    found = response.ok ? await response.json() : undefined;
  } catch {
    // It is told below.
  }
  show(close => html`<div class="stack"><h2>${words.whoIs}</h2>
    ${!found ? html`<p class="refused" role="alert">${words.noAnswer}</p>` : !found.length ? html`<p>${words.noPins}</p>` : html`<ul class="stack">${found.map((/** @type {any} */ one) => html`<li><button @click=${() => pin(board, show, one)}>${own(one.name || one.id)}</button></li>`)}</ul>`}
    ${board.staffId ? html`<p class="muted">${words.isYou(board.staffId)}</p><p>${board.isWall ? '' : html`<button @click=${() => { close(); board.act.lock(); }}>${words.lockNow}</button> `}<button @click=${() => void post(board, '/board/leave', {}).then(done)}>${words.leave}</button></p>` : ''}
    <button class="plain" @click=${close}>${words.back}</button></div>`);
}

/** @param {Board} board @param {Show} show @param {{ id: string, name: string }} one */
function pin(board, show, one, refusal = '') {
  const words = wordsOf(board);
  const submit = async (/** @type {any} */ e) => {
    e.preventDefault();
    const why = await post(board, '/board/person', { staff: one.id, pin: e.target.elements.pin.value });
    if (why) {
      pin(board, show, one, why);
      e.target.elements.pin.value = '';
      e.target.elements.pin.focus();
      return;
    }
    remember('touched', String(Date.now()));
    location.reload();
  };
  show(() => html`<form @submit=${submit}><h2><label for="board-pin">${words.pin(one.name || one.id)}</label></h2>
    <input type="password" id="board-pin" name="pin" inputmode="numeric" autocomplete="off" minlength="4" maxlength="8" required autofocus>
    ${refusal ? html`<p class="refused" role="alert">${refusal}</p>` : ''}
    <p><button class="primary">${words.enter}</button> <button type="button" class="plain" @click=${() => void people(board, show)}>${words.back}</button></p></form>`);
}
