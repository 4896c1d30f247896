// @ts-check
import { render } from '../vendor/lit-html/lit-html.js';
import { repeat } from '../vendor/lit-html/directives/repeat.js';
import { call, newId } from '../shared/calls.js';
import { follow } from '../shared/link.js';
import { html, own } from '../shared/parts.js';
import { say } from '../shared/say.js';
import { session } from '../shared/session.js';
import { recall, remember } from '../shared/storage.js';
import { clock } from '../shared/times.js';
import { tellLink } from './link.js';

const over = ['CASE_STATE_SETTLED', 'CASE_STATE_WITHDRAWN', 'CASE_STATE_EXPIRED'];
const place = /** @type {HTMLElement} */ (document.getElementById('cases')), said = place.dataset;
const [words, topics, zones] = [said.words, said.topics, said.zones].map(json => JSON.parse(json ?? '{}'));
const who = /** @type {HTMLElement} */ (document.getElementById('who'));
const which = /** @type {HTMLFormElement} */ (document.getElementById('which')), staff = /** @type {HTMLInputElement} */ (document.getElementById('staff'));
const language = document.documentElement.lang;
/** @type {Map<string, any>} */ const cases = new Map();
/** @type {Map<string, { text: string, isWrong: boolean }>} */ const answers = new Map();

function show() {
  const states = new FormData(which).getAll('state');
  const shown = [...cases.values()].filter(one => states.includes(one.state)).sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1));
  render(html`${shown.length ? '' : html`<p class="empty">${words.none}</p>`}<ul class="stack">${repeat(shown, one => one.id, card)}</ul>`, place);
}

/** @param {any} one */
function card(one) {
  const answer = answers.get(one.id), id = `topic-${one.id}`;
  return html`<li class="card stack" data-case=${one.id}>
    <h2>${words[one.kind] ?? one.kind} · ${one.name ? own(one.name) : words.somebody}</h2>
    <p class="row"><span class="chip">${words[one.state] ?? one.state}</span> <span>${words.opened} ${one.openedAt ? clock(new Date(one.openedAt), language) : '–'}</span>
      ${one.zoneId ? html`<span>${own(zones[one.zoneId] ?? one.zoneId)}</span>` : ''} ${one.terminalId ? html`<span>${one.terminalId}</span>` : ''} ${one.staffId ? html`<span>${words.by} ${own(one.staffName || one.staffId)}</span>` : ''}</p>
    ${one.entries?.length ? html`<details><summary>${words.said}</summary><ul class="plain">${one.entries.map((/** @type {any} */ entry) => html`<li><strong>${own(entry.by ?? '')}</strong> ${own(entry.text ?? '')}</li>`)}</ul></details>` : ''}
    <form class="row" @submit=${(/** @type {SubmitEvent} */ event) => sort(event, one.id)}>
      <label for=${id}>${words.topic}</label>
      <select id=${id} name="topic">${topics.map((/** @type {string} */ topic) => html`<option value=${topic} ?selected=${topic === (one.topic || 'unsorted')}>${topic}</option>`)}</select>
      <button>${words.save}</button> ${answer ? html`<span class=${answer.isWrong ? 'refused' : 'muted'}>${answer.text}</span>` : ''}
    </form>
  </li>`;
}

/** @param {SubmitEvent} event @param {string} id */
async function sort(event, id) {
  event.preventDefault();
  const topic = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('topic'));
  if (!who.hidden && !staff.value.trim()) return tell(id, words.id, true);
  try {
    const changed = await call('Staff/UpdateCase', { storeId: said.store, caseId: id, staffId: who.hidden ? '' : staff.value.trim(), requestId: newId('topic'), topic });
    cases.set(id, { ...cases.get(id), ...changed });
    tell(id, words.saved, false);
  } catch (error) {
    tell(id, /** @type {any} */ (error).isAway ? words.away : /** @type {Error} */ (error).message, true);
  }
}

function tell(/** @type {string} */ id, /** @type {string} */ text, /** @type {boolean} */ isWrong) {
  answers.set(id, { text, isWrong });
  say(text);
  show();
}

which.addEventListener('change', show);
which.addEventListener('submit', event => event.preventDefault());
staff.addEventListener('change', () => remember('manage-staff', staff.value.trim()));
staff.value = recall('manage-staff');
// Where identities are on, a person acts in their own name.
void session().then(here => { who.hidden = here?.kind !== 'development'; });
follow({
  address: () => `/v1/stores/${encodeURIComponent(said.store ?? '')}/updates`,
  update(update) {
    if (update.occupancy) document.documentElement.dataset.loaded = '';
    if (!update.case) return;
    if (over.includes(update.case.state)) cases.delete(update.case.id);
    else cases.set(update.case.id, update.case);
    show();
  },
  reset() { cases.clear(); show(); },
  state: link => tellLink(link, said),
  retryMaxMs: 2000,
});
show();
