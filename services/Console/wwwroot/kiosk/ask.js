// @ts-check
import { call, CallError, Code, newId } from '../shared/calls.js';

/** One tap is asked three times under one id; the server knows it again. */
const tries = 3;

/**
 * Asks the server of one terminal, or the terminal's own program.
 * @param {string} storeId @param {string} terminalId @param {() => number} now its time, ms since 1970
 * @returns {(method: 'Terminals/Tap'|'Terminals/Act', what: object) => Promise<any>} what it answers; undefined: nothing
 */
export const asker = (storeId, terminalId, now) => async (method, what) => {
  const request = { storeId, terminalId, id: newId('k'), at: new Date(now()).toISOString(), ...what };
  for (let n = 0; n < tries; n++) {
    try {
      return await call(method, request);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      if (!error.isAway && error.code !== Code.Aborted) return { outcome: 'TAP_OUTCOME_TRY_AGAIN', text: error.message };
    }
  }
};
