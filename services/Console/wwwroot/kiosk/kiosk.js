// @ts-check
import { render } from '../vendor/lit-html/lit-html.js';
import { call, CallError, Code, newId } from '../shared/calls.js';
import { follow } from '../shared/link.js';
import { page } from './view.js';
import english from './words.en.js';

/** How long an answer stands, what "more time" adds, and how long a half typed code waits. */
const answerMs = 8000, moreTimeMs = 20_000, typingMs = 20_000;
/** A reader types a code like a keyboard: quickly, and at most this much. */
const keysApartMs = 1000, codeCharsMax = 600, digitsMax = 8;
/** One tap is asked three times under one id; the server knows it again. */
const tries = 3, slowMs = 200;

const [, , storeId, terminalId] = location.pathname.split('/').map(decodeURIComponent);
const query = new URLSearchParams(location.search), root = document.documentElement, place = /** @type {HTMLElement} */ (document.getElementById('page'));
/** @type {import('./view.js').Kiosk} */
const kiosk = {
  words: english, state: 'starting', answer: undefined, digits: 0, why: '',
  act: {
    type: () => show('code', typingMs),
    digit: digit => { pin = (pin + digit).slice(0, digitsMax); if (pin.length === digitsMax) { const code = pin; pin = ''; void tap(code); } else show('code', typingMs); },
    erase: () => { pin = pin.slice(0, -1); show('code', typingMs); },
    help: () => show('help', typingMs),
    call: () => void callSomebody(),
    moreTime: () => show(kiosk.state, moreTimeMs),
    clear: () => clear(),
    bigger: () => { size = size >= 2 ? 1 : size + 0.5; look(size, false); },
    language: () => void speak(root.lang === 'ko' ? 'en' : 'ko'),
  },
};
let pin = '', typed = '', typedAt = 0, size = 1, own = 'en', isBusy = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */ let clearing;

const link = follow({
  address: () => `/v1/stores/${encodeURIComponent(storeId)}/terminals/${encodeURIComponent(terminalId)}/updates`,
  retryMaxMs: 600, reset: () => undefined, update: () => undefined,
  state: now => {
    root.dataset.link = now.kind;
    kiosk.why = now.refusal?.message ?? '';
    if (now.kind === 'refused') show('out');
    else if (now.kind === 'stale' && ['attract', 'code', 'help', 'starting'].includes(kiosk.state)) show('offline');
    else if (now.kind === 'live' && ['starting', 'offline', 'out'].includes(kiosk.state)) clear();
  },
});

/** Shows a state, for a time or until something happens. @param {import('./view.js').Kiosk['state']} state @param {number} [forMs] */
function show(state, forMs) {
  kiosk.state = state;
  kiosk.digits = pin.length;
  clearTimeout(clearing);
  if (forMs) clearing = setTimeout(clear, forMs);
  root.dataset.state = state;
  render(page(kiosk), place);
}

/** Nothing of whoever was here stays: no answer, no digit, no size, no language. */
function clear() {
  [pin, typed, kiosk.answer, size] = ['', '', undefined, 1];
  look(1, false);
  show(link.isLive() ? 'attract' : 'offline');
  void speak(own);
}

/** @param {number} textSize @param {boolean} isContrast */
function look(textSize, isContrast) {
  root.style.setProperty('--text-size', String(textSize));
  root.classList.toggle('contrast', isContrast);
}

async function speak(/** @type {string} */ language) {
  const known = language.startsWith('ko') ? 'ko' : 'en';
  [kiosk.words, root.lang] = [known === 'ko' ? (await import('./words.ko.js')).default : english, known];
  document.title = kiosk.words.title;
  render(page(kiosk), place);
}

/** Asks about a code that was read or typed. @param {string} code */
function tap(code) {
  return ask('Terminals/Tap', { kind: /^\d{8}$/.test(code) ? 'TAP_KIND_PIN' : 'TAP_KIND_QR', pass: code });
}

/** Of nobody: the screen says nothing of who asks. */
function callSomebody() {
  return ask('Terminals/Act', { act: 'help', value: root.lang });
}

/** Sends a tap or an act and shows what the server says to it. @param {'Terminals/Tap'|'Terminals/Act'} method @param {object} what */
async function ask(method, what) {
  if (isBusy || kiosk.state === 'out') return;
  isBusy = true;
  const slow = setTimeout(() => show('reading'), slowMs);
  const request = { storeId, terminalId, id: newId('k'), at: new Date(link.serverNow()).toISOString(), ...what };
  let answer;
  for (let n = 0; n < tries && !answer; n++) {
    try {
      answer = await call(method, request);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (!error.isAway && error.code !== Code.Aborted) answer = { outcome: 'TAP_OUTCOME_TRY_AGAIN', text: error.message };
    }
  }
  clearTimeout(slow);
  isBusy = false;
  if (!answer) return show('offline', answerMs);
  kiosk.answer = { ...answer, isHelp: method === 'Terminals/Act' };
  if (answer.language) await speak(answer.language);
  look({ TEXT_SIZE_LARGE: 1.5, TEXT_SIZE_LARGEST: 2 }[/** @type {'TEXT_SIZE_LARGE'} */ (answer.textSize)] ?? size, answer.highContrast ?? false);
  show('answer', answerMs);
}

// A reader that is a keyboard, and a person with a keyboard: what ends with Enter is a code. Digits of a pass never fall into the pad.
addEventListener('keydown', e => {
  if (e.ctrlKey || e.altKey || e.metaKey) return;
  const now = performance.now();
  if (now - typedAt > keysApartMs) typed = '';
  typedAt = now;
  if (e.key === 'Enter') {
    const code = typed.trim();
    typed = '';
    if (!code) return;
    e.preventDefault();
    pin = '';
    return void tap(code);
  }
  if (e.key.length !== 1) return;
  typed = (typed + e.key).slice(-codeCharsMax);
});

if (query.get('theme')) root.dataset.theme = query.get('theme') ?? '';
show('starting');
void call('Stores/GetStore', { storeId }).then(store => { own = query.get('lang') ?? store.language ?? 'en'; return speak(own); }, () => undefined);
/** @type {any} */ (navigator).wakeLock?.request('screen').catch(() => undefined);
