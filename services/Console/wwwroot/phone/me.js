// @ts-check
import { render } from '../vendor/lit-html/lit-html.js';
import { call, CallError, Code, newId } from '../shared/calls.js';
import { follow } from '../shared/link.js';
import { html, icon } from '../shared/parts.js';
import { say } from '../shared/say.js';
import { recall, remember } from '../shared/storage.js';
import { Kept } from './kept.js';
import { list } from './list.js';
import { orders, suggestion } from './offers.js';
import { outbox, withEdits } from './outbox.js';
import { pass, refill } from './pass.js';
import english from './words.en.js';

/**
 * @typedef {object} Phone everything that the page shows
 * @property {typeof english} words @property {string} language @property {string} shopper @property {Kept} kept @property {ReturnType<typeof outbox>} outbox
 * @property {import('./kept.js').Item[]} items the list with what waits @property {import('../shared/link.js').LinkState} link @property {number} nowMs the server's time
 * @property {boolean} isListLoaded @property {boolean} isEditing @property {boolean} isGone a suggestion was just revoked @property {boolean} savesData
 * @property {{ id: string, response: 'ACCEPTED'|'DISMISSED'|'SNOOZED'|'NEVER' } | undefined} answered can be taken back @property {string} refused @property {string} allowed what a switch just did @property {number} textSize
 * @property {boolean} isAsking a call for help is on its way @property {string} helpTold why it was not
 * @property {any[] | undefined} accesses who looked @property {string} signIn where to sign in; empty: nowhere, or somebody is @property {import('./push.js').PushState} push @property {boolean} hasSession a cookie says who this is, and can be given back @property {boolean} isErasing @property {any[] | undefined} erased what an erasure leaves for now @property {string} dataTold
 * @property {(minor: number) => string} money @property {() => void} paint @property {Record<string, (...args: any[]) => void>} act
 */
const undoMs = 5000, readMs = 8000;
const query = new URLSearchParams(location.search), root = document.documentElement, place = /** @type {HTMLElement} */ (document.getElementById('page'));
const shopper = query.get('shopper') ?? recall('shopper');
remember('shopper', shopper);
const deviceId = recall('device') || newId('web');
remember('device', deviceId);

const kept = new Kept(shopper);
let isFirst = { own: false, home: false }, isFirstLine = true;
/** @type {ReturnType<typeof setTimeout> | undefined} */ let fading;
/** @type {Phone} */
const phone = {
  words: english, language: 'en', shopper, kept, items: [], link: { kind: 'connecting', silentS: 0, isStarting: false }, nowMs: Date.now(), isListLoaded: false, isEditing: false, isGone: false,
  savesData: /** @type {any} */ (navigator).connection?.saveData === true, answered: undefined, refused: '', allowed: '', isAsking: false, helpTold: '', signIn: '', push: 'none', hasSession: false, accesses: undefined, isErasing: false, erased: undefined, dataTold: '', textSize: Number(recall('text-size')) || 100,
  money: minor => new Intl.NumberFormat(phone.language, { style: 'currency', currency: kept.store?.currency || 'EUR' }).format(minor / 100),
  outbox: outbox(shopper, { sentList: takeList, refused: tellRefusal, changed: paint }),
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

/** @type {typeof import('./data.js') | undefined} */ let more;
/** @type {typeof import('./help.js').help | undefined} */ let helpView;
/** Help is asked for in a shop. */
const bringHelp = () => import('./help.js').then(module => { Object.assign(phone.act, module.helpActs(phone)); helpView = module.help; paint(); });

/** What is known of the shopper is looked at seldom: it comes when its tab is opened. */
async function bringData() {
  const [view, { myData }] = await Promise.all([import('./data.js'), import('./mydata.js')]);
  if (more) return;
  Object.assign(phone.act, myData(phone, told => { phone.allowed = told; }, () => {
    link.stop();
    try { for (const key of Object.keys(localStorage)) localStorage.removeItem(key); } catch { /* Nothing was kept. */ }
  }));
  more = view;
  paint();
}

// ---- what is heard
const link = follow({
  address: () => `/v1/shoppers/${encodeURIComponent(shopper)}/updates?device_id=${encodeURIComponent(deviceId)}`,
  retryMaxMs: 15_000,
  onlyWhileVisible: true,
  reset: () => { isFirstLine = true; },
  opened: () => {
    if (isFirstLine) kept.begin();
    [isFirst, isFirstLine] = [{ own: !isFirstLine, home: !isFirstLine }, false];
    void refresh();
  },
  update: u => {
    const told = kept.apply(u, isFirst);
    if (told?.list) isFirst[told.list] = false;
    if (told?.store && told.store !== kept.store?.id) void enter(told.store);
    if (told?.say === 'ready' || told?.say === 'reminder') say(told.text ?? '');
    if (told?.say === 'over') say(phone.words.helpOver);
    if (told?.say === 'gone') { phone.isGone = true; say(phone.words.gone); setTimeout(() => { phone.isGone = false; paint(); }, readMs); }
    if (u.visitEnded) kept.store = undefined;
    kept.keep();
    if (u.suggestion) phone.outbox.answer(u.suggestion.id, 'SHOWN', 0);
    paint();
  },
  state: now => {
    const before = phone.link.kind;
    phone.link = now;
    root.dataset.link = now.kind;
    if (now.kind === 'refused' && before !== 'refused' && (now.refusal?.code === Code.NoIdentity || now.refusal?.code === Code.Denied)) void who();
    if (now.kind === 'live') phone.signIn = '';
    if (before !== now.kind) paint();
  },
});
if (!shopper) void who();

/** The session says who is before the page: where there are sessions, it is nobody else's page. */
async function who() {
  const { session, signInAddress } = await import('../shared/session.js');
  const found = await session();
  if (found?.kind === 'person' && found.subject !== shopper) {
    remember('shopper', found.subject);
    return location.replace(`/me${location.hash}`);
  }
  phone.signIn = found?.kind === 'none' && found.canSignIn ? signInAddress() : '';
  paint();
}

/** What this phone did goes first, then what the server has is taken over. */
async function refresh() {
  await phone.outbox.send();
  try {
    if (!phone.outbox.waiting) takeList(await call('Shoppers/GetList', { shopperId: shopper }));
    await refreshHome();
    kept.agree(await call('Shoppers/GetConsent', { shopperId: shopper }));
    phone.nowMs = link.serverNow();
    await refill(phone);
    kept.keep();
    paint();
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
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

const isShared = (/** @type {string} */ id) => phone.items.some(item => item.id === id && item.shared);

function takeList(/** @type {any} */ answer, isHome = false) {
  if (isHome) kept.shared = answer.items ?? [];
  else [kept.items, phone.isListLoaded] = [answer.items ?? [], true];
  kept.keep();
  paint();
}

async function enter(/** @type {string} */ storeId) {
  try {
    const layout = await call('Stores/GetStore', { storeId });
    kept.store = { id: storeId, name: layout.name, currency: layout.currency, zones: (layout.zones ?? []).map((/** @type {any} */ z) => ({ id: z.id, name: z.name })) };
    kept.keep();
    paint();
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
  }
}

function tellRefusal(/** @type {string} */ sentence) {
  phone.refused = sentence;
  setTimeout(() => { phone.refused = ''; paint(); }, readMs);
  paint();
}

async function speak(/** @type {string} */ language) {
  const known = language.startsWith('ko') ? 'ko' : 'en';
  [phone.language, phone.words, root.lang] = [known, known === 'ko' ? (await import('./words.ko.js')).default : english, known];
  paint();
}

// ---- what is shown
const tabs = /** @type {const} */ (['list', 'pass', 'me']), tops = { list: 'list-h', pass: 'pass-h', me: 'consents-h' }, signs = { list: 'list-checks', pass: 'qr-code', me: 'shield-check' };
function paint() {
  if (!phone.outbox) return;
  phone.nowMs = link?.serverNow() ?? Date.now();
  phone.items = withEdits([...kept.items, ...(kept.shared ?? []).map(item => ({ ...item, shared: true }))], phone.outbox.edits);
  render(page(), place);
  root.toggleAttribute('data-loaded', phone.isListLoaded);
  document.title = phone.words.title;
}

function page() {
  const { words, link: now } = phone;
  if (phone.erased) return more?.erased(phone);
  if (!shopper || (now.kind === 'refused' && !kept.items.length) || now.refusal?.code === Code.Aborted) return refused();
  const tab = tabs.find(name => location.hash === `#${name}` || location.hash === `#${tops[name]}`) ?? 'list';
  const isLive = now.kind === 'live';
  return html`<a class="skip" href="#${tops[tab]}">${words.skip}</a>
    <header><h1>${kept.store ? words.welcome(kept.store.name) : words.title}</h1><span class="chip ${now.kind === 'stale' ? 'warn' : ''}" id="link">${icon(isLive ? 'radio-tower' : 'wifi-off')}<span>${isLive ? words.live : now.kind === 'stale' ? words.offlineChip : now.kind === 'connecting' ? words.connecting : words.reconnecting}</span></span></header>
    <div id="stale" role="status" class=${now.kind === 'stale' ? 'banner' : ''}>${now.kind === 'stale' ? html`${icon('wifi-off')}<span>${words.offline}</span>` : ''}</div>
    <main>${phone.signIn ? html`<p class="card">${words.noIdentity} <a class="button" href=${phone.signIn}>${words.signIn}</a></p>` : ''}${tab === 'list' ? html`${orders(phone)}${suggestion(phone)}${list(phone)}${kept.store || kept.cases.size ? helpView?.(phone) ?? void bringHelp() : ''}` : tab === 'pass' ? pass(phone) : more ? more.data(phone) : void bringData()}</main>
    <nav aria-label=${words.main}><ul>${tabs.map(name => html`<li><a href="#${name}" aria-current=${tab === name ? 'page' : 'false'}>${icon(signs[name])}${words.tabs[name]}</a></li>`)}</ul></nav>`;
}

function refused() {
  const { words, link: now } = phone, refusal = now.refusal;
  if (refusal?.code === Code.Aborted) return html`<header><h1>${words.title}</h1></header><main><p class="card" role="alert">${words.elsewhere}</p><p><button class="primary" @click=${phone.act.useHere}>${words.useHere}</button></p></main>`;
  const text = phone.signIn ? words.noIdentity : !shopper ? words.whoAreYou : refusal?.code === Code.NotFound ? words.unknown(shopper) : refusal?.code === Code.NoIdentity ? words.noIdentity : `${words.refused} ${refusal?.message ?? ''}`;
  return html`<header><h1>${words.title}</h1></header><main><p class="card" role="alert">${text}</p>
    ${phone.signIn ? html`<p><a class="button" href=${phone.signIn}>${words.signIn}</a></p>` : !shopper || refusal?.code === Code.NotFound ? html`<form class="add" @submit=${(/** @type {any} */ e) => { e.preventDefault(); phone.act.knowAs(e.target.elements.id.value.trim()); }}><input type="text" name="id" aria-label=${words.yourId} placeholder=${words.yourId} maxlength="64"><button>${words.goOn}</button></form>` : ''}</main>`;
}

function resize() { root.style.setProperty('--text-size', String(phone.textSize / 100)); }

addEventListener('hashchange', () => { paint(); scrollTo(0, 0); /** @type {HTMLElement | null} */ (place.querySelector('main h2[tabindex]'))?.focus(); });
setInterval(() => { if (document.visibilityState === 'visible') paint(); }, 1000);
if (query.get('theme')) root.dataset.theme = query.get('theme') ?? '';
resize();
void speak(query.get('lang') ?? (recall('language') || navigator.language));
if ('serviceWorker' in navigator) {
  const trusted = /** @type {any} */ (globalThis).trustedTypes?.createPolicy('smartstore', { createScriptURL: (/** @type {string} */ url) => url });
  void navigator.serviceWorker.register(trusted ? trusted.createScriptURL('/sw.js') : '/sw.js', { scope: '/me' }).catch(() => undefined);
}
