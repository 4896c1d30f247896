// @ts-check
import { render } from '../vendor/lit-html/lit-html.js';
import { call, CallError, Code, newId } from '../shared/calls.js';
import { follow } from '../shared/link.js';
import { html, pageLanguage } from '../shared/parts.js';
import { say } from '../shared/say.js';
import { recall, remember } from '../shared/storage.js';
import { frame, refused } from './frame.js';
import { Kept, perVisitMax } from './kept.js';
import { later } from './later.js';
import { list } from './list.js';
import { orders, suggestion } from './offers.js';
import { outbox, withEdits } from './outbox.js';
import { refill } from './passes.js';
import { anew, install } from './worker.js';
import english from './words.en.js';

/** @typedef {import('./frame.js').Phone} Phone */
const undoMs = 5000, readMs = 8000, againMs = 5000;
const query = new URLSearchParams(location.search), root = document.documentElement, place = /** @type {HTMLElement} */ (document.getElementById('page'));
const before = recall('shopper'), shopper = query.get('shopper') ?? before;
remember('shopper', shopper);
const deviceId = recall('device') || newId('web');
remember('device', deviceId);

const kept = new Kept(shopper);
let isFirst = { own: false, home: false }, shown = '';
/** @type {ReturnType<typeof setTimeout> | undefined} */ let fading;
/** @type {Phone} */
const phone = {
  words: english, language: 'en', shopper, kept, items: [], link: { kind: 'connecting', silentS: 0, isStarting: false }, nowMs: Date.now(), isListLoaded: false, isEditing: false, isGone: false,
  savesData: /** @type {any} */ (navigator).connection?.saveData === true, answered: undefined, refused: '', allowed: '', isAsking: false, helpTold: '', signIn: '', push: 'none', hasSession: false, accesses: undefined, isErasing: false, erased: undefined, dataTold: '', textSize: Number(recall('text-size')) || 100,
  money: minor => new Intl.NumberFormat(phone.language, { style: 'currency', currency: kept.store?.currency || 'EUR' }).format(minor / 100),
  outbox: outbox(shopper, { sentList: takeList, refused: sentence => { tellRefusal(sentence); void refresh(); }, stopped: error => denied(error), changed: paint }),
  paint: () => paint(),
  act: {
    tick: (id, isDone) => { if (!phone.outbox.edit({ ...(isDone ? { tick: id } : { untick: id }), home: isShared(id) })) tellRefusal(phone.words.tooMany); paint(); },
    remove: id => { if (!phone.outbox.edit({ remove: id, home: isShared(id) })) tellRefusal(phone.words.tooMany); paint(); },
    add: (input, isHome) => {
      const name = input.value.trim();
      if (!name) return input.focus();
      if (phone.outbox.edit({ put: { id: newId('i'), name, quantity: 1 }, home: isHome })) input.value = '';
      else tellRefusal(phone.words.tooMany);
      paint();
    },
    toggleEdit: () => { phone.isEditing = !phone.isEditing; paint(); },
    answer: (id, response) => {
      phone.outbox.answer(id, response, undoMs);
      phone.answered = { id, response };
      clearTimeout(fading);
      fading = setTimeout(() => { kept.suggestions.delete(id); phone.answered = undefined; paint(); }, undoMs);
      paint();
      /** @type {HTMLElement | null} */ (place.querySelector('.undo button'))?.focus();
    },
    takeBack: id => { phone.outbox.takeBack(id); clearTimeout(fading); phone.answered = undefined; paint(); },
    size: size => { phone.textSize = size; remember('text-size', String(size)); resize(); paint(); },
    speak: language => { remember('language', language); void speak(language); },
    refresh: () => void refresh(),
    useHere: () => link.reopen(),
    knowAs: id => { location.search = `?shopper=${encodeURIComponent(id)}`; },
  },
};

const views = later(phone, { arrive, stop: () => link.stop(), failed: () => void anew(() => true, 0) });

// ---- what is heard
const link = follow({
  address: () => `/v1/shoppers/${encodeURIComponent(shopper)}/updates?device_id=${encodeURIComponent(deviceId)}`,
  retryMaxMs: 15_000,
  onlyWhileVisible: true,
  reset: () => undefined,
  opened: isResumed => {
    if (!isResumed) kept.begin();
    isFirst = { own: isResumed, home: isResumed };
    void refresh();
  },
  update: u => {
    const told = kept.apply(u, isFirst);
    if (told?.list) isFirst[told.list] = false;
    if (kept.storeId && !kept.store) void enter(kept.storeId);
    if (told?.say === 'ready' || told?.say === 'reminder') say(told.text ?? '');
    if (told?.say === 'over') say(phone.words.helpOver);
    if (told?.say === 'gone') { phone.isGone = true; say(phone.words.gone); setTimeout(() => { phone.isGone = false; paint(); }, readMs); }
    kept.keep();
    if (u.suggestion && kept.perVisit === undefined) void bringLimit();
    paint();
  },
  state: now => {
    const before = phone.link;
    phone.link = now;
    root.dataset.link = now.kind;
    if (now.refusal !== before.refusal) denied(now.refusal);
    if (before.kind === now.kind) return;
    if (now.kind === 'live') phone.signIn = '';
    paint();
  },
});
/** A session that ended is told, and where to sign in: what waits is sent then. @param {CallError | undefined} error */
function denied(error) { if (error?.code === Code.NoIdentity || error?.code === Code.Denied) void who(); }
const who = async () => (await import('./who.js')).who(phone, before);
if (!shopper || (before && before !== shopper)) void who();

/** @type {ReturnType<typeof setTimeout> | undefined} */ let again;
/** What this phone did goes first, then what the server has is taken over. */
async function refresh() {
  await phone.outbox.send();
  try {
    if (!phone.outbox.waiting) takeList(await call('Shoppers/GetList', { shopperId: shopper }));
    await refreshHome();
    kept.agree(await call('Shoppers/GetConsent', { shopperId: shopper }));
    await refill(phone);
    kept.keep();
    paint();
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    denied(error);
    // The line tells of changes alone: where it stands and the server had no time for the rest, that is asked again.
    clearTimeout(again);
    if (error.isAway && link.isLive()) again = setTimeout(() => void refresh(), againMs);
  }
}

/** The household's list, where there is one. Who is in none, or not let in yet, is refused. */
async function refreshHome() {
  if (phone.outbox.edits.some(edit => edit.home)) return;
  try {
    kept.shared = (await call('Shoppers/GetList', { shopperId: shopper, household: true })).items ?? [];
  } catch (error) {
    if (!(error instanceof CallError) || error.code !== Code.Precondition) throw error;
    kept.shared = undefined;
  }
}

/** How many suggestions a visit they wish for is known when the first one is there. */
async function bringLimit() {
  try {
    kept.perVisit = (await call('Shoppers/GetMember', { shopperId: shopper })).preferences?.suggestionsPerVisit ?? perVisitMax;
    paint();
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
  }
}

const isShared = (/** @type {string} */ id) => phone.items.some(item => item.id === id && item.shared);
function takeList(/** @type {any} */ answer, isHome = false) {
  if (isHome) kept.shared = answer.items ?? [];
  else [kept.items, phone.isListLoaded] = [answer.items ?? [], true];
  kept.keep();
  paint();
}

let entering = '';
async function enter(/** @type {string} */ storeId) {
  if (entering === storeId) return;
  entering = storeId;
  try {
    const layout = await call('Stores/GetStore', { storeId });
    kept.layout = { id: storeId, name: layout.name, currency: layout.currency, zones: (layout.zones ?? []).map((/** @type {any} */ z) => ({ id: z.id, name: z.name })) };
    kept.keep();
    paint();
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
  } finally {
    entering = '';
  }
}

function tellRefusal(/** @type {string} */ sentence) {
  phone.refused = sentence;
  setTimeout(() => { phone.refused = ''; paint(); }, readMs);
  paint();
}

async function speak(/** @type {string} */ language) {
  const known = pageLanguage(language), words = known === 'ko' ? await import('./words.ko.js').then(module => module.default, () => undefined) : english;
  // Words that the line did not bring are asked for again.
  if (!words) return void setTimeout(() => void speak(language), againMs);
  [phone.language, phone.words, root.lang] = [known, words, known];
  paint();
}

// ---- what is shown
function paint() {
  if (!phone.outbox) return;
  // Without a line the page goes by what its phone's clock was off when there was one.
  if (phone.link.asOf) kept.aheadMs = link.serverNow() - Date.now();
  phone.nowMs = Date.now() + kept.aheadMs;
  phone.items = withEdits([...kept.items, ...(kept.shared ?? []).map(item => ({ ...item, shared: true }))], phone.outbox.edits);
  render(page(), place);
  // A card that nobody can see was not shown: it would be kept from them for six hours.
  const seen = document.visibilityState === 'visible' && /** @type {HTMLElement | null} */ (place.querySelector('.offer'))?.dataset.id;
  if (seen && seen !== shown) phone.outbox.answer(shown = seen, 'SHOWN', 0);
  root.toggleAttribute('data-loaded', phone.isListLoaded);
  document.title = phone.words.title;
}

function page() {
  const refusal = phone.link.refusal;
  if (phone.erased) return views.erased();
  if (!shopper || (phone.link.kind === 'refused' && !kept.items.length) || refusal?.code === Code.Aborted) return refused(phone);
  return frame(phone, tab => {
    if (tab !== 'list') return views[tab]();
    return html`${orders(phone)}${suggestion(phone)}${list(phone)}${kept.store || kept.cases.size ? views.help() : ''}`;
  });
}

function resize() { root.style.setProperty('--text-size', String(phone.textSize / 100)); }

/** Another tab is shown, from its heading on. */
function arrive() {
  paint();
  scrollTo(0, 0);
  /** @type {HTMLElement | null} */ (place.querySelector('main h2[tabindex]'))?.focus();
}

/** Nothing would be lost by loading the page anew: nothing is typed, looked at, or in this page alone. */
const isIdle = () => link.isLive() && (phone.outbox.isKept || !phone.outbox.waiting) && !place.querySelector('input:focus, details[open], .undo, .code, #wishes') && ![.../** @type {NodeListOf<HTMLInputElement>} */ (place.querySelectorAll('[type=text]'))].some(input => input.value);

addEventListener('hashchange', arrive);
setInterval(() => { if (document.visibilityState === 'visible') { paint(); void anew(isIdle); } }, 1000);
if (query.get('theme')) root.dataset.theme = query.get('theme') ?? '';
resize();
void speak(query.get('lang') ?? (recall('language') || navigator.language));
install();
