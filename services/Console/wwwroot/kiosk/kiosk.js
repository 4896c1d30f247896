// @ts-check
import { render } from '../vendor/lit-html/lit-html.js';
import { call, renew } from '../shared/calls.js';
import { follow } from '../shared/link.js';
import { pageLanguage } from '../shared/parts.js';
import { canRead, read } from './aloud.js';
import { asker } from './ask.js';
import { readKeys } from './keys.js';
import { Screen, sizeOf } from './screen.js';
import { tone, toneOf } from './tones.js';
import { page } from './view.js';
import english from './words.en.js';

/** How long an answer stands, what "more time" adds, how long a half typed code waits, and how long the chosen look stays when nothing is pressed. */
const answerMs = 8000, moreTimeMs = 20_000, typingMs = 20_000, easedMs = 60_000;
const digitsMax = 8, slowMs = 200, askAgainMs = 3000, wordsMs = 1000;

const [, , storeId, terminalId] = location.pathname.split('/').map(decodeURIComponent);
const query = new URLSearchParams(location.search), root = document.documentElement, place = /** @type {HTMLElement} */ (document.getElementById('page'));
const asUsual = () => ({ contrast: false, low: false, aloud: false });
/** @type {import('./view.js').Kiosk} */
const kiosk = {
  words: english, state: 'starting', face: 'pickup', frame: undefined, note: '', answer: undefined, digits: 0, why: '', keeps: false, canScan: false, picture: undefined, ease: asUsual(),
  act: {
    type: () => typing(),
    digit: digit => { pin = (pin + digit).slice(0, digitsMax); if (pin.length === digitsMax) { const code = pin; pin = ''; void tap(code); } else typing(); },
    erase: () => { pin = pin.slice(0, -1); typing(); },
    scan: () => void scan(),
    help: () => show('help', typingMs),
    call: () => void callSomebody(),
    moreTime: () => show(kiosk.state, moreTimeMs),
    clear: () => clear(),
    // A person who goes back is still there: the look that they chose stays.
    back: () => { const wanted = kiosk.ease; clear(); if (Object.values(wanted).includes(true)) { kiosk.ease = wanted; look(); kiosk.act.eased(); } },
    // A screen that is open has an end of its own.
    ease: () => show('ease', screen.frame ? undefined : easedMs),
    wants: (/** @type {'contrast'|'low'|'aloud'} */ what) => { kiosk.ease[what] = !kiosk.ease[what]; look(); kiosk.act.ease(); },
    eased: () => screen.frame ? show('screen') : show(atRest(), easedMs),
    bigger: () => {
      if (screen.frame) return kiosk.act.act('text_size', { value: { TEXT_SIZE_LARGE: 'largest', TEXT_SIZE_LARGEST: 'normal' }[/** @type {'TEXT_SIZE_LARGE'} */ (screen.frame.textSize)] ?? 'large' });
      size = size >= 2 ? 1 : size + 0.5;
      look(size, false);
    },
    language: () => screen.frame ? kiosk.act.act('language', { value: root.lang === 'ko' ? 'en' : 'ko' }) : void speak(root.lang === 'ko' ? 'en' : 'ko'),
    act: (/** @type {string} */ what, more = {}) => { acting = acting.then(() => actHere(what, more)); },
  },
};
/** @type {[number, boolean]} */ let looks = [1, false];
let pin = '', size = 1, readOf = '', own = 'en', isBusy = false, isKnown = false, isTold = false, isUp = true, acting = Promise.resolve();
/** @type {typeof import('./camera.js') | undefined} */ let camera;
/** @type {AbortController | undefined} */ let scanning;
/** A frame that came before it was known which face this is. @type {any} */ let early;
const screen = new Screen(frame => {
  kiosk.frame = frame;
  if (!frame) { if (['screen', 'ease'].includes(kiosk.state)) clear(); return; }
  kiosk.note = '';
  look(sizeOf(frame) ?? 1, frame.highContrast ?? false);
  void speak(frame.language ?? own);
  show('screen');
});
/** @type {ReturnType<typeof setTimeout> | undefined} */ let clearing;

const link = follow({
  address: () => `/v1/stores/${encodeURIComponent(storeId)}/terminals/${encodeURIComponent(terminalId)}/updates`,
  retryMaxMs: 600, reset: () => undefined, opened: () => { isTold = true; screen.blank(); if (isKnown) know(); },
  // A pickup kiosk shows nobody's name and list, whatever the server has: it takes no frame.
  update: said => {
    if (said.line) lineIs(said.line.isUp);
    else if (said.tap) void tell(said.tap, false);
    else if (said.blank) screen.blank();
    else if (said.screen && !isKnown) early = said.screen;
    else if (said.screen && kiosk.face !== 'pickup') screen.take(said.screen);
  },
  state: now => {
    root.dataset.link = now.kind;
    // What was blanked while the line was silent the server does not say again on that line: it is asked anew. And nobody keeps a tap while the terminal's program is away, too.
    if (now.kind !== 'live') { isTold = kiosk.keeps = false; screen.blank(); render(page(kiosk), place); } else if (!isTold) link.reopen();
    kiosk.why = now.refusal?.message ?? '';
    if (now.kind === 'refused') show('out');
    else if (now.kind === 'stale' && ['attract', 'code', 'camera', 'help', 'ease', 'starting'].includes(kiosk.state)) show('offline');
    else if (now.kind === 'live' && (isUp ? ['starting', 'offline', 'out'] : ['starting', 'attract', 'out']).includes(kiosk.state)) clear();
    if (now.kind === 'live') void renew(() => kiosk.face === 'sign' || ['attract', 'offline'].includes(kiosk.state));
  },
});

const answered = asker(storeId, terminalId, () => link.serverNow());

/** The terminal's own program says whether it has the server; it keeps taps meanwhile. A server's page knows only the line to itself. @param {boolean} isUpNow */
function lineIs(isUpNow) {
  [isUp, kiosk.keeps] = [isUpNow, true];
  if (['starting', 'attract', 'offline'].includes(kiosk.state)) clear();
}

/** Shows a state, for a time or until something happens. @param {import('./view.js').Kiosk['state']} state @param {number} [forMs] @param {() => void} [then] what comes after its time */
function show(state, forMs, then = clear) {
  kiosk.state = state;
  kiosk.digits = pin.length;
  if (state !== 'camera') scanning?.abort();
  clearTimeout(clearing);
  if (forMs) clearing = setTimeout(then, forMs);
  root.dataset.state = state;
  render(page(kiosk), place);
  readIt();
}

/** The pad waits for the next digit, warns, and goes. */
function typing() {
  kiosk.note = '';
  show('code', typingMs, () => { kiosk.note = kiosk.words.stillThere; show('code', answerMs); });
}

/** Reads aloud what is shown now. A screen is read when it opens, and then what came of each act. */
function readIt() {
  if (!kiosk.ease.aloud) return read('', root.lang);
  const session = kiosk.state === 'screen' ? kiosk.frame.session : '', isNew = readOf !== session;
  readOf = session;
  const text = kiosk.state === 'code' ? kiosk.note || `${kiosk.words.codeTitle}. ${kiosk.words.entered(kiosk.digits)}`
    : kiosk.state === 'screen' && !isNew ? kiosk.note || kiosk.frame.text || '' : place.querySelector('main')?.innerText ?? '';
  read(text.replaceAll(/\s*\n\s*/g, '. '), root.lang);
}

/** What a kiosk shows to nobody. */
const atRest = () => link.isLive() && isUp ? 'attract' : 'offline';

/** Nothing of the person before stays: no answer, no digit, no size, no language, no look. */
function clear() {
  [pin, kiosk.answer, kiosk.note, size, kiosk.ease] = ['', undefined, '', 1, asUsual()];
  forgetKeys();
  look(1, false);
  show(atRest());
  void speak(own);
}

/** Shows the page in this look, and as the person in front of it wants it; without arguments the look stays. @param {number} [textSize] @param {boolean} [isContrast] */
function look(textSize = looks[0], isContrast = looks[1]) {
  looks = [textSize, isContrast];
  root.style.setProperty('--text-size', String(textSize));
  root.classList.toggle('contrast', isContrast || kiosk.ease.contrast);
  root.classList.toggle('low', kiosk.ease.low);
}

/** Words that do not come leave the page in the language that it has. */
async function speak(/** @type {string} */ language) {
  const known = pageLanguage(language), words = known === 'ko' ? await import('./words.ko.js').then(module => module.default, () => undefined) : english;
  if (!words) return;
  const isOther = known !== root.lang;
  [kiosk.words, root.lang] = [words, known];
  document.title = kiosk.words.title;
  render(page(kiosk), place);
  if (isOther) { readOf = ''; readIt(); }
}

/** Asks about a code that was read or typed. @param {string} code */
function tap(code) {
  return ask('Terminals/Tap', { kind: /^\d{8}$/.test(code) ? 'TAP_KIND_PIN' : 'TAP_KIND_QR', pass: code });
}

/** Of nobody: the screen says nothing of who asks. */
function callSomebody() {
  return ask('Terminals/Act', { act: 'help', value: root.lang });
}

/** Says what was done at a screen; what came of it the server shows. @param {string} act @param {{ item?: string, value?: string }} more */
async function actHere(act, more) {
  const session = screen.frame?.session;
  if (!session) return;
  const answer = await answered('Terminals/Act', { session, act, ...more });
  if (act === 'forget' && answer?.outcome === 'TAP_OUTCOME_OK') {
    // The blank frame may have come before the answer, or comes after it.
    screen.blank();
    kiosk.answer = { ...answer, isHelp: true, title: kiosk.words.forgotten };
    return show('answer', answerMs);
  }
  if (screen.frame?.session === session) remark(answer);
}

/** What the open screen cannot say. @param {any} answer */
function remark(answer) {
  const isRefused = !answer || ['TAP_OUTCOME_REFUSED', 'TAP_OUTCOME_EXPIRED', 'TAP_OUTCOME_TRY_AGAIN'].includes(answer.outcome);
  kiosk.note = isRefused ? answer?.text ?? kiosk.words.offline : '';
  show('screen');
}

/** Sends a tap or an act and shows what the server says to it. @param {'Terminals/Tap'|'Terminals/Act'} method @param {object} what */
async function ask(method, what) {
  if (isBusy || kiosk.state === 'out' || kiosk.face === 'sign') return;
  isBusy = true;
  const slow = setTimeout(() => { if (!screen.frame) show('reading'); }, slowMs);
  const answer = await answered(method, what).finally(() => { clearTimeout(slow); isBusy = false; });
  return tell(answer, method === 'Terminals/Act');
}

/** Says what came of a code or a call for help, and lets it be heard. @param {any} answer a TapAnswer; without an outcome the terminal keeps the tap; undefined: nobody answered @param {boolean} isHelp */
async function tell(answer, isHelp) {
  tone(toneOf(answer?.outcome));
  // An answer waits for its words, but not for long.
  if (answer?.language) await Promise.race([speak(answer.language), new Promise(done => setTimeout(done, wordsMs))]);
  // A screen says it by itself, and is nobody else's to cover.
  if (screen.frame) return remark(answer);
  // To listen takes longer than to read.
  const forMs = kiosk.ease.aloud ? moreTimeMs : answerMs;
  if (!answer) return show('offline', forMs);
  kiosk.answer = { ...answer, isHelp };
  look(sizeOf(answer) ?? size, answer.highContrast ?? false);
  show('answer', forMs);
}

/** The camera is on from a touch until a code is read, something else is shown, or its time is over. */
async function scan() {
  if (!camera || scanning?.signal.aborted === false) return;
  const mine = scanning = new AbortController(), { scanMs } = camera;
  [kiosk.picture, kiosk.note] = [undefined, ''];
  show('camera', scanMs);
  const code = await camera.scan(picture => { kiosk.picture = picture; show('camera', scanMs); }, mine.signal).catch(() => { kiosk.note = kiosk.words.noCamera; });
  if (mine.signal.aborted) return;
  mine.abort();
  if (kiosk.note) return show('camera', answerMs);
  clear();
  if (code) await tap(code);
}

// One physical key for each, as keypads for people who do not see or reach the screen have them.
addEventListener('keydown', e => {
  if (e.repeat || !['F2', 'F4'].includes(e.key) || kiosk.face === 'sign' || kiosk.state === 'out') return;
  e.preventDefault();
  if (e.key === 'F4' && !canRead(root.lang)) return;
  if (e.key === 'F4') kiosk.ease.aloud = !kiosk.ease.aloud;
  else kiosk.ease.contrast = kiosk.ease.low = !(kiosk.ease.contrast && kiosk.ease.low);
  look();
  // A state that ends by itself takes the look with it; one without an end gets one.
  if (kiosk.state === 'attract' || kiosk.state === 'offline') show(kiosk.state, easedMs);
  else readIt();
});

const forgetKeys = readKeys(code => { pin = ''; void tap(code); });

if (query.get('theme')) root.dataset.theme = query.get('theme') ?? '';
show('starting');
/** Which face it has, and how its store speaks: asked until it is known, and again with each line, which may lead to another version of the server. */
const know = () => void call('Stores/GetStore', { storeId }).then(store => {
  own = query.get('lang') ?? store.language ?? 'en';
  const kind = store.terminals?.find((/** @type {any} */ each) => each.id === terminalId)?.kind;
  kiosk.face = kind === 'TERMINAL_KIND_INFO' ? 'info' : kind === 'TERMINAL_KIND_SIGN' ? 'sign' : 'pickup';
  const isFirst = !isKnown;
  [root.dataset.face, isKnown] = [kiosk.face, true];
  if (early && kind !== undefined && kiosk.face !== 'pickup') screen.take(early);
  early = undefined;
  // Later whoever is in front of it keeps their language.
  return isFirst ? speak(own) : undefined;
}, () => void setTimeout(know, askAgainMs));
know();
// Chrome on Android has a reader of QR codes; where there is none, nothing is loaded and no button shown.
if ('BarcodeDetector' in globalThis) void import('./camera.js').then(async module => { if (await module.canScan()) [camera, kiosk.canScan] = [module, true]; render(page(kiosk), place); });
// A browser lets go of it whenever the page is out of sight.
const stayAwake = () => { if (document.visibilityState === 'visible') /** @type {any} */ (navigator).wakeLock?.request('screen').catch(() => undefined); };
document.addEventListener('visibilitychange', stayAwake);
stayAwake();
