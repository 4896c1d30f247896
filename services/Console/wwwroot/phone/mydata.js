// @ts-check
import { call, CallError } from '../shared/calls.js';
import { session, signInAddress, signOut } from '../shared/session.js';
import { say } from '../shared/say.js';
import { sentenceOf } from './frame.js';
import { moreWords } from './data.js';
import { bringMember } from './home.js';
import { pushState, switchOff, switchOn } from './push.js';

/** @typedef {import('./me.js').Phone} Phone */
const pauseMs = 3 * 3600_000;

/** Which text a shopper read who agreed here; it changes when the words of the switches do. */
export const textVersion = 'page-1';

/**
 * What shoppers do with what we know of them. Each acts at once and says what it did; without an answer nothing was done.
 * @param {Phone} phone @param {(told: string) => void} allowed tells beside the switches @param {() => void} forgetAll takes everything from this browser
 */
export function myData(phone, allowed, forgetAll) {
  const { kept } = phone, more = () => moreWords(phone.language);

  /** @param {(sentence: string) => void} tell @param {() => Promise<string>} act */
  async function trying(tell, act) {
    let sentence;
    try {
      sentence = await act();
    } catch (error) {
      sentence = sentenceOf(error, phone.words.noAnswer);
    }
    tell(sentence);
    say(sentence);
    kept.keep();
    phone.paint();
  }
  const tell = (/** @type {string} */ sentence) => { phone.dataTold = sentence; };

  /** @param {string[]} purposes @param {object} [more] */
  async function putConsent(purposes, more = {}) {
    kept.agree(await call('Shoppers/PutConsent', { shopperId: phone.shopper, purposes, textVersion, channel: 'page', ...more }));
  }

  void bringMember(phone);
  void pushState(phone.shopper).then(state => { phone.push = state; phone.paint(); });
  void session().then(found => { phone.hasSession = found?.kind === 'person'; phone.paint(); });
  return {
    /** @param {boolean} isOn */
    signs: isOn => void trying(tell, async () => {
      phone.push = await (isOn ? switchOn : switchOff)(phone.shopper).catch(error => { throw error instanceof CallError ? error : new CallError(2, more().signsFailed); });
      return phone.push === 'on' ? more().signsOn : phone.push === 'off' ? more().signsOff : more().signsBlocked;
    }),
    signOut: async () => {
      await switchOff(phone.shopper).catch(() => undefined);
      if (!await signOut()) {
        tell(phone.words.noAnswer);
        return phone.paint();
      }
      forgetAll();
      location.assign(signInAddress(true));
    },
    /** @param {string} purpose @param {boolean} isOn */
    allow: (purpose, isOn) => void trying(allowed, async () => {
      await putConsent([...(kept.purposes ?? []).filter(p => p !== purpose), ...(isOn ? [purpose] : [])], kept.pausedUntil ? { pauseUntil: kept.pausedUntil } : {});
      const title = /** @type {Record<string, string[]>} */ (more().switches)[purpose][0];
      return isOn ? more().nowOn(title) : more().nowOff(title);
    }),
    /** @param {boolean} isOn */
    pause: isOn => void trying(allowed, async () => {
      await putConsent(kept.purposes ?? [], isOn ? { pauseUntil: new Date(phone.nowMs + pauseMs).toISOString() } : {});
      return isOn ? more().pausedNow : more().pauseOver;
    }),
    forget: () => void trying(allowed, async () => {
      await putConsent(kept.purposes ?? [], { forgetVisit: true, ...(kept.pausedUntil ? { pauseUntil: kept.pausedUntil } : {}) });
      return more().forgotten;
    }),
    copy: () => void trying(tell, async () => {
      const { json } = await call('Shoppers/ExportMyData', { shopperId: phone.shopper }, 20_000);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([json], { type: 'application/json' }));
      link.download = 'my-data.json';
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      return more().copied;
    }),
    look: () => void call('Shoppers/GetAccessLog', { shopperId: phone.shopper }).then(log => { phone.accesses = log.accesses ?? []; phone.paint(); }, () => undefined),
    erase: () => { phone.isErasing = !phone.isErasing; phone.paint(); },
    eraseYes: async () => {
      try {
        phone.erased = (await call('Shoppers/EraseMe', { shopperId: phone.shopper, requestId: `erase-${phone.shopper}`.slice(0, 64) }, 20_000)).kept ?? [];
        forgetAll();
      } catch (error) {
        phone.dataTold = sentenceOf(error, phone.words.noAnswer);
      }
      phone.isErasing = false;
      phone.paint();
    },
  };
}
