// @ts-check
import { render } from '../vendor/lit-html/lit-html.js';
import { call, CallError, Code, renew } from '../shared/calls.js';
import { plan } from '../shared/floor.js';
import { follow } from '../shared/link.js';
import { pageLanguage } from '../shared/parts.js';
import { recall, remember } from '../shared/storage.js';
import { BoardState } from './board-state.js';
import { handovers } from './handovers.js';
import { keys } from './keys.js';
import { page } from './view.js';
import english from './words.en.js';

const paintsEveryMs = 250, slowAfterMs = 300, heldMaxMs = 2000, layoutEveryMs = 3_600_000;
const storeId = decodeURIComponent(location.pathname.split('/')[2] ?? '');
const query = new URLSearchParams(location.search);
const isWall = query.has('wall'), root = document.documentElement, place = /** @type {HTMLElement} */ (document.getElementById('page'));

let state = new BoardState();
const layoutKey = `layout:${storeId}`;
const keptLayout = (() => { try { return JSON.parse(recall(layoutKey) || '{}'); } catch { return {}; } })();
/** @type {import('./view.js').Board} */
const board = {
  words: english, language: 'en', storeId, store: keptLayout, floor: plan(keptLayout), state, link: { kind: 'connecting', silentS: 0, isStarting: false }, nowMs: Date.now(), isWall, isSlow: false, isListed: false, zoom: 1,
  search: '', staffId: isWall ? '' : query.get('staff') ?? recall('staff'), signInAt: '', refused: undefined, unlock: undefined, sound: 'off', doing: new Map(), folded: new Set(),
  isMine: p => board.staffId !== '' && p.claimedBy === board.staffId,
  zoneName: id => (board.store.zones ?? []).find((/** @type {any} */ zone) => zone.id === id)?.name ?? (id || board.words.placeUnknown),
  act: /** @type {any} */ ({
    list: (/** @type {boolean} */ on) => void import('./list.js').then(({ table }) => { [board.table, board.isListed] = [table, on]; paint(); }, away),
    zoom: (/** @type {number} */ to) => { board.zoom = to; paint(); },
    fold: (/** @type {string} */ key) => { state.calls.delete(key); paint(); },
    notMe: (/** @type {string} */ key) => { board.folded.add(key); paint(); },
    find: (/** @type {string} */ text) => { board.search = text.trim(); paint(); },
    open: (/** @type {string} */ zone) => board.isWall || void windows().then(w => w.zone(zone)),
    help: () => void windows().then(w => w.help()),
    signIn: () => void windows().then(w => w.signIn(signIn)),
    register: () => void windows().then(async w => (await import('./people.js')).register(board, w.show)),
    lock: () => void import('./people.js').then(p => p.lock(board, board.staffId, use)),
    sound: async () => { board.sound = board.sound === 'on' ? 'off' : await (await sound()).allow() ? 'on' : 'blocked'; remember('sound', board.sound); paint(); },
  }),
};
// What most visits do not need comes when it is wanted.
/** It may lie elsewhere since an upgrade. @param {unknown} error */
const away = error => { void renew(() => true, 0); throw error; };
/** @type {ReturnType<typeof import('./dialogs.js').dialogs> | undefined} */ let opened;
const windows = () => import('./dialogs.js').then(module => opened ??= module.dialogs(board), away);
const sound = () => import('./sound.js');
const voice = () => import('./notices.js');
// What is to be heard at any time is there before an upgrade.
setTimeout(() => Promise.all([sound(), voice()]).catch(() => undefined), 10_000);
Object.assign(board.act, handovers(board, () => paint(), done => void windows().then(w => w.signIn(id => { signIn(id); done(); }))));

// ---- what is heard
const link = follow({
  address: () => `/v1/stores/${encodeURIComponent(storeId)}/updates?without_names=${board.isWall}${board.staffId && `&staff_id=${encodeURIComponent(board.staffId)}`}`,
  retryMaxMs: 600,
  reset: () => { board.state = state = new BoardState(); },
  update: u => {
    const gone = u.vipLeft && state.guests.get(u.vipLeft.shopperId)?.name;
    if (gone) void voice().then(v => v.hush(gone));
    const zones = u.occupancy?.zones?.map((/** @type {any} */ zone) => zone.zoneId).join();
    // Other zones than before are counted: the layout was edited.
    if (zones && countedZones && zones !== countedZones) isLaidOut = false;
    countedZones = zones || countedZones;
    const notice = state.apply(u, link.serverNow());
    if (notice && state.isLoaded) void voice().then(v => v.tell(board, notice));
    soon();
  },
  state: now => {
    const before = board.link.kind;
    board.link = now;
    root.dataset.link = now.kind;
    if (before !== now.kind) paint(true);
    if (now.kind !== 'live') isLaidOut = false;
    else if (!isLaidOut) void loadLayout();
    if (now.refusal && !board.refused) void import('./refused.js').then(view => { board.refused = view.refused; paint(); });
    const code = now.refusal?.code;
    if (before !== now.kind && (code === Code.NoIdentity || code === Code.Denied || (now.kind === 'live' && !board.staffId && !board.unlock))) void who();
  },
});

let isLaidOut = false, countedZones = '';
setInterval(() => { isLaidOut = false; }, layoutEveryMs);
/** Asked each second of a line that stands, until it is answered. */
async function loadLayout() {
  isLaidOut = true;
  try {
    const store = await call('Stores/GetStore', { storeId });
    for (const floorPlan of store.plans ?? []) delete floorPlan.image;
    remember(layoutKey, JSON.stringify(store));
    board.store = store;
    board.floor = plan(store);
    await speak(query.get('lang') ?? store.language ?? 'en');
    document.title = `${store.name}: ${board.words.title}`;
    paint();
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    isLaidOut = false;
  }
}

async function speak(/** @type {string} */ language) {
  const known = pageLanguage(language);
  if (known !== board.language) [board.language, board.words] = [known, known === 'ko' ? (await import('./words.ko.js')).default : english];
  root.lang = known;
}

/** Where there are sessions, the board is used in the name of who is signed in. */
async function who() {
  const { session, signInAddress } = await import('../shared/session.js');
  const found = await session();
  if (found?.kind === 'board') return (await import('./people.js')).boardOf(board, found, use);
  board.signInAt = found?.kind === 'none' && found.canSignIn ? signInAddress() : '';
  if (!isWall && found?.kind === 'person' && found.subject !== board.staffId) signIn(found.subject);
  paint();
}

/** A board of the shop, in somebody's name; locked it shows no names, and keeps the duty. */
function use(/** @type {string} */ staffId, /** @type {boolean} */ isLocked) {
  [board.staffId, board.isWall, board.unlock] = [staffId, isLocked || isWall, isLocked && !isWall ? () => board.act.signIn() : undefined];
  [board.state, board.search] = [state = new BoardState(), ''];
  // If the line was refused before, a second refusal counts as news, too.
  board.link = { ...board.link, kind: 'connecting' };
  void voice().then(v => v.hush());
  link.reopen(true);
  paint();
}

function signIn(/** @type {string} */ id) {
  board.staffId = id;
  remember('staff', id);
  link.reopen();
  paint();
}

// ---- what is shown
let paintedAt = -Infinity, heldUntil = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */ let waiting;
/** The first of several updates is shown at once, the others at most four times a second. */
function soon() {
  waiting ??= setTimeout(() => { waiting = undefined; paint(); }, Math.max(0, paintedAt + paintsEveryMs - performance.now()));
}

/** @param {boolean} [isUrgent] whatever lies on the screen */
function paint(isUrgent) {
  if (!isUrgent && performance.now() < heldUntil) return;
  paintedAt = performance.now();
  board.nowMs = link?.serverNow() ?? Date.now();
  const active = document.activeElement, focused = active?.closest?.('[data-key]');
  const list = focused?.parentElement, index = list ? [...list.children].indexOf(/** @type {Element} */ (focused)) : -1;
  render(page(board), place);
  opened?.paint();
  // Who was on a button that has gone is on its card, and who was on a card that has gone is on the next one, or on the heading where it was.
  if (focused?.isConnected && !active?.isConnected) /** @type {HTMLElement} */ (focused.querySelector('button') ?? focused).focus();
  else if (list && focused && !focused.isConnected) {
    const next = /** @type {HTMLElement | undefined} */ (list.children[Math.min(index, list.children.length - 1)]?.querySelector('button') ?? undefined);
    (next ?? /** @type {HTMLElement | null} */ (list.parentElement?.querySelector('h2')))?.focus();
  }
  root.toggleAttribute('data-loaded', state.isLoaded);
}

// Nothing moves under a finger; but a browser may never say that it has gone.
addEventListener('pointerdown', () => { heldUntil = performance.now() + heldMaxMs; });
for (const end of ['pointerup', 'pointercancel']) addEventListener(end, () => { heldUntil = 0; soon(); });

setInterval(() => {
  // What was done with a card goes with it.
  if (state.sweep(link.serverNow())) for (const kept of [board.doing, board.folded]) for (const key of kept.keys()) if (!state.pickups.has(key) && !state.cases.has(key)) kept.delete(key);
  paint();
  void renew(link.isLive);
}, 1000);
setTimeout(() => { board.isSlow = true; paint(); }, slowAfterMs);
if (isWall) {
  root.classList.add('wall');
  void import('./wall.js').then(w => w.hang(query.get('theme')));
} else {
  if (query.get('theme')) root.dataset.theme = query.get('theme') ?? '';
  if (recall('sound') === 'on') void sound().then(s => s.allow()).then(isAllowed => { board.sound = isAllowed ? 'on' : 'blocked'; paint(); });
  keys(board);
}
// A browser takes it back whenever the page is hidden.
const stayAwake = () => document.visibilityState === 'visible' && /** @type {any} */ (navigator).wakeLock?.request('screen').catch(() => undefined);
document.addEventListener('visibilitychange', stayAwake);
stayAwake();
if (query.get('lang')) void speak(query.get('lang') ?? '').then(() => paint());
paint();
