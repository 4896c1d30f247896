// @ts-check
import { call, CallError, newId } from '../shared/calls.js';
import { recall, remember } from '../shared/storage.js';
import { itemsMax } from './kept.js';

/** @typedef {{ id: string, put?: import('./kept.js').Item, tick?: string, untick?: string, remove?: string, home?: boolean }} Edit home: of the household's list */
/** @typedef {{ suggestionId: string, response: string, at: string, fromMs: number }} Answer fromMs: it may be taken back before */

/** Edits of one call, and what may wait on the phone: a list's items, each ticked and changed once. */
export const editsAtOnce = 50, waitingMax = 400, answersMax = 100;
const againMs = 5000;
/** INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION: what was done is wrong itself. Every other refusal is of the moment: a session that ended, a right, a server that is busy. */
const forEver = [3, 5, 9], exhausted = 8;

/**
 * What was done on this phone and is not at the server yet: kept first, sent when there is a line, under ids that make a second sending harmless.
 * @param {string} shopper @param {{ sentList: (list: any, isHome: boolean) => void, refused: (sentence: string) => void, stopped: (error: CallError) => void, changed: () => void }} page told of each sentence of a refusal, and of why what waits cannot be sent now
 */
export function outbox(shopper, page) {
  const key = `out:${shopper}`;
  /** @type {Edit[]} */ let edits = [];
  /** @type {Answer[]} */ let answers = [];
  /** @type {Promise<void> | undefined} */ let sending;
  let refusal = '';
  try { ({ edits = [], answers = [] } = JSON.parse(recall(key) || '{}')); } catch { /* Nothing waits. */ }
  // Where nothing is kept, it waits in the open page.
  let isKept = remember(key, recall(key) || '{}');
  const keep = () => { isKept = remember(key, JSON.stringify({ edits, answers })); };

  /** Sends what waits. Who asks meanwhile waits for the same sending. */
  const send = () => sending ??= sendAll().finally(() => { sending = undefined; page.changed(); });
  async function sendAll() {
    refusal = '';
    try {
      // A call is about one list.
      while (edits.length) await sendEdits(edits.filter(edit => !edit.home === !edits[0].home).slice(0, editsAtOnce));
      for (const answer of answers.filter(a => a.fromMs <= Date.now())) await sendAnswer(answer);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      page.stopped(error);
    } finally {
      if (refusal) page.refused(refusal);
    }
  }

  // All of a call are applied, or none. One that the server refuses for ever is dropped alone, and its refusal is told.
  async function sendEdits(/** @type {Edit[]} */ batch) {
    try {
      const isHome = batch[0].home ?? false;
      const list = await call('Shoppers/EditList', { shopperId: shopper, household: isHome, edits: batch.map(({ home: _, ...edit }) => edit) });
      edits = edits.filter(edit => !batch.includes(edit));
      keep();
      page.sentList(list, isHome);
    } catch (error) {
      if (!(error instanceof CallError) || !(await isForEver(error, batch))) throw error;
      if (batch.length > 1) {
        for (const edit of batch) await sendEdits([edit]);
        return;
      }
      edits = edits.filter(edit => edit !== batch[0]);
      keep();
      refusal = error.message;
    }
  }

  // A server that has too much to do says the same as one whose list is full: which one it is, the list tells. Of several edits each is asked about alone.
  async function isForEver(/** @type {CallError} */ { code }, /** @type {Edit[]} */ [{ put, home = false }, ...others]) {
    return forEver.includes(code) || (code === exhausted && (others.length > 0 || (put && (await call('Shoppers/GetList', { shopperId: shopper, household: home })).items?.length >= itemsMax)));
  }

  async function sendAnswer(/** @type {Answer} */ answer) {
    try {
      await call('Shoppers/Respond', { shopperId: shopper, suggestionId: answer.suggestionId, response: `RESPONSE_${answer.response}`, at: answer.at });
    } catch (error) {
      // An answer to what is over by now is none; one that did not get through is sent again.
      if (!(error instanceof CallError) || !forEver.includes(error.code)) throw error;
    }
    answers = answers.filter(a => a !== answer);
    keep();
  }

  addEventListener('online', () => void send());
  setInterval(() => { if (edits.length || answers.length) void send(); }, againMs);
  return {
    send,
    get edits() { return edits; },
    get waiting() { return edits.length; },
    /** Whether the browser keeps what waits, so that the page may be closed. */
    get isKept() { return isKept; },

    /** @param {Omit<Edit, 'id'>} edit @returns {boolean} false: too much waits already */
    edit(edit) {
      const ticked = edit.tick ?? edit.untick;
      // Of several ticks of one item the last counts.
      if (ticked) edits = edits.filter(e => (e.tick ?? e.untick) !== ticked || sending);
      if (edits.length >= waitingMax) return false;
      edits.push({ id: newId('e'), ...edit });
      keep();
      void send();
      return true;
    },

    /** @param {string} suggestionId @param {string} response @param {number} holdMs how long it can be taken back */
    answer(suggestionId, response, holdMs) {
      answers = [...answers, { suggestionId, response, at: new Date().toISOString(), fromMs: Date.now() + holdMs }].slice(-answersMax);
      keep();
      setTimeout(() => void send(), holdMs + 20);
    },

    /** @param {string} suggestionId @returns {boolean} whether it could be taken back */
    takeBack(suggestionId) {
      const before = answers.length;
      answers = answers.filter(a => a.suggestionId !== suggestionId || a.response === 'SHOWN');
      keep();
      return answers.length < before;
    },
  };
}

/** A list with what waits on the phone. @param {import('./kept.js').Item[]} items @param {Edit[]} edits */
export function withEdits(items, edits) {
  /** @type {Map<string, import('./kept.js').Item>} */ const all = new Map(items.map(item => [item.id, item]));
  for (const edit of edits) {
    if (edit.put) all.set(edit.put.id, { ...edit.put, shared: edit.home, done: all.get(edit.put.id)?.done });
    else if (edit.remove) all.delete(edit.remove);
    else {
      const item = all.get(edit.tick ?? edit.untick ?? '');
      if (item) all.set(item.id, { ...item, done: edit.tick !== undefined });
    }
  }
  return [...all.values()];
}
