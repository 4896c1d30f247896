// @ts-check
import { CallError, Code, refusalOf } from './calls.js';
import { EventReader } from './events.js';

/** Nothing was heard for so long: what the page shows may be old. The server says at least a heartbeat every three seconds. */
export const staleAfterMs = 7000;
export const heartbeatS = 3;

/** A refusal is asked again this much later: rights, stores and limits change. */
const askAgainMs = 5000;
const probesMax = 3;

/**
 * @typedef {object} LinkState
 * @property {'connecting'|'live'|'broken'|'stale'|'refused'} kind broken: the line ended, and what is shown is still young
 * @property {number} silentS seconds since anything was heard
 * @property {Date} [asOf] the server's time at which it was heard, by its own clock
 * @property {boolean} isStarting the server answers that it is not ready
 * @property {CallError} [refusal]
 */

/**
 * Follows a stream of updates as server-sent events, for weeks: it knows a quiet stream from a dead one, comes back by itself and goes on after the last cursor.
 * The address is fetched, not opened as EventSource, because that hides why it was refused.
 * @param {object} options
 * @param {() => string} options.address with its query, without after and heartbeat_s
 * @param {(update: any) => void} options.update each update but heartbeats
 * @param {() => void} options.reset forget everything: what follows is the whole picture anew
 * @param {(state: LinkState) => void} options.state whenever it changes, and each second
 * @param {(isResumed: boolean) => void} [options.opened] each time that the line stands, before its first update; resumed: it goes on after a cursor, and tells what was missed
 * @param {number} options.retryMaxMs longest pause between two looks whether the server is back
 * @param {boolean} [options.onlyWhileVisible] a phone in a pocket holds no line
 */
export function follow({ address, update, reset, state, opened, retryMaxMs, onlyWhileVisible = false }) {
  const began = performance.now();
  let cursor = '', heardAt = began, wasHeard = false, isFirst = true, serverAheadMs = 0, tries = 0, probes = 0, isStarting = false, isOpen = false;
  /** @type {AbortController | undefined} */ let attempt;
  /** @type {CallError | undefined} */ let refusal;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ let looking;
  let told = '', isStopped = false, attemptAt = 0, wallAheadMs = Date.now() - began;

  /** @returns {LinkState} */
  function now() {
    const silentMs = performance.now() - heardAt;
    const kind = refusal ? 'refused' : silentMs > staleAfterMs ? 'stale' : isOpen ? 'live' : wasHeard ? 'broken' : 'connecting';
    return { kind, silentS: silentMs / 1000, asOf: wasHeard ? new Date(heardAt + serverAheadMs) : undefined, isStarting, refusal };
  }
  function tell() {
    // A tablet that slept may have counted no time: then the clock on the wall has leapt against the browser's. All is older by that, also what the line of before still brings.
    const leapMs = Date.now() - performance.now() - wallAheadMs;
    wallAheadMs += leapMs;
    if (leapMs > staleAfterMs) {
      heardAt -= leapMs;
      serverAheadMs += leapMs;
      if (attempt) void open();
    }
    const state_ = now();
    if (state_.kind === 'stale' && !looking && !(onlyWhileVisible && document.visibilityState === 'hidden')) look();
    told = state_.kind;
    state(state_);
  }
  function hear(/** @type {string | undefined} */ at) {
    heardAt = performance.now();
    // An update was made before it was heard: the largest difference is the nearest to the server's clock, whatever the tablet's own says.
    // Each line begins anew, because a tablet that slept has counted no time.
    if (at) [serverAheadMs, isFirst, wasHeard] = [isFirst ? Date.parse(at) - heardAt : Math.max(serverAheadMs, Date.parse(at) - heardAt), false, true];
    if (told !== 'live') tell();
  }

  async function open() {
    if (onlyWhileVisible && document.visibilityState === 'hidden') return;
    attempt?.abort();
    const mine = attempt = new AbortController();
    [isOpen, attemptAt] = [false, performance.now()];
    try {
      const to = address(), isResumed = cursor !== '';
      const response = await fetch(`${to}${to.includes('?') ? '&' : '?'}heartbeat_s=${heartbeatS}${cursor && `&after=${encodeURIComponent(cursor)}`}`, { cache: 'no-store', signal: mine.signal });
      if (mine !== attempt) return;
      if (!response.ok) throw await refusalOf(response);
      [isOpen, isFirst, refusal, tries, isStarting] = [true, true, undefined, 0, false];
      opened?.(isResumed);
      hear(undefined);
      tell();
      await read(response, mine);
      throw new CallError(Code.Away, '');
    } catch (error) {
      if (mine !== attempt || isStopped) return;
      [attempt, isOpen] = [undefined, false];
      end(error instanceof CallError ? error : new CallError(Code.Away, ''));
    }
  }
  async function read(/** @type {Response} */ response, /** @type {AbortController} */ mine) {
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    const [text, events] = [new TextDecoder(), new EventReader()];
    for (;;) {
      const { done, value } = await reader.read();
      if (done || mine !== attempt) return;
      for (const event of events.push(text.decode(value, { stream: true }))) {
        const said = JSON.parse(event.data);
        if (event.type === 'status') throw new CallError(said.code ?? 2, said.message ?? '');
        if (said.cursor) cursor = said.cursor;
        if (!said.heartbeat) update(said);
        hear(said.at);
      }
    }
  }
  function end(/** @type {CallError} */ error) {
    if (error.code === Code.OutOfRange && cursor) {
      cursor = '';
      reset();
      void open();
      return;
    }
    if (error.isAway) look();
    else {
      refusal = error;
      clearTimeout(looking);
      looking = undefined;
      // Another window of this device took the line over: it stays there until somebody wants it here.
      if (error.code !== Code.Aborted) looking = setTimeout(() => { looking = undefined; void open(); }, askAgainMs);
    }
    tell();
  }

  // Whether the server is there is asked apart from the stream: a new question gets through a line that came back, where the old stream hangs.
  function look() {
    clearTimeout(looking);
    const pause = Math.min(retryMaxMs, 500 * 2 ** Math.min(tries++, 6)) * (0.75 + Math.random() * 0.5);
    looking = setTimeout(() => { looking = undefined; if (now().kind !== 'live' && !isStopped) { void probe(); look(); } }, pause);
  }
  async function probe() {
    if (probes >= probesMax) return;
    probes++;
    try {
      const response = await fetch('/readyz', { cache: 'no-store', signal: AbortSignal.timeout(2500) });
      isStarting = response.status === 503;
      if (response.ok && now().kind !== 'live' && (!attempt || performance.now() - attemptAt > 1500)) void open();
    } catch {
      isStarting = false;
    } finally {
      probes--;
    }
  }
  function wake() {
    if (document.visibilityState === 'hidden') {
      if (onlyWhileVisible) rest();
      return;
    }
    tell();
    if (onlyWhileVisible && !attempt && refusal?.code !== Code.Aborted) void open();
    else if (now().kind !== 'live') void probe();
  }
  function rest() {
    attempt?.abort();
    clearTimeout(looking);
    [attempt, isOpen, looking] = [undefined, false, undefined];
  }

  const clock = setInterval(tell, 500);
  addEventListener('online', wake);
  document.addEventListener('visibilitychange', wake);
  void open();
  return {
    /** The server's time, ms since 1970. */
    serverNow: () => wasHeard ? performance.now() + serverAheadMs : Date.now(),
    isLive: () => now().kind === 'live',
    /** Opens the stream anew at an address that has changed. @param {boolean} [isWhole] from the beginning: what it told before was told to somebody else */
    reopen(isWhole) {
      if (isWhole) cursor = '';
      refusal = undefined;
      void open();
    },
    stop() {
      isStopped = true;
      attempt?.abort();
      clearInterval(clock);
      clearTimeout(looking);
      removeEventListener('online', wake);
      document.removeEventListener('visibilitychange', wake);
    },
  };
}
