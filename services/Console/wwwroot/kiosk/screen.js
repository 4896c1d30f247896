// @ts-check
/** What the server has for this screen. Nothing of it is kept. */

/** No frame is shown for longer, whatever it says. */
const livesMaxS = 60;
/** Sessions that ended and are remembered: one that ended never comes back. */
const endedMax = 64;

/** @typedef {any} Frame a TerminalScreen in proto3 JSON, which leaves out what is empty */

/** Letters as they are wanted; undefined: nothing is said of them. @param {any} said */
export const sizeOf = said => ({ TEXT_SIZE_NORMAL: 1, TEXT_SIZE_LARGE: 1.5, TEXT_SIZE_LARGEST: 2 })[/** @type {'TEXT_SIZE_LARGE'} */ (said.textSize)];

export class Screen {
  /** @type {Frame | undefined} */ frame;
  /** @type {string[]} */ #ended = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #blanking;
  #changed;

  /** @param {(frame: Frame | undefined) => void} changed told what is shown now; undefined: nothing */
  constructor(changed) { this.#changed = changed; }

  /** Takes a frame; one without a session, or without time, blanks. @param {Frame} frame */
  take(frame) {
    const session = frame.forS > 0 ? frame.session ?? '' : '';
    if (session && this.#ended.includes(session)) return;
    if (this.frame && this.frame.session !== session) this.#ended = [...this.#ended, this.frame.session].slice(-endedMax);
    this.#show(session ? frame : undefined);
  }

  /** The line broke: nobody can say any more that it should go. */
  blank() { this.#show(undefined); }

  #show(/** @type {Frame | undefined} */ frame) {
    clearTimeout(this.#blanking);
    const isNothingNew = !this.frame && !frame;
    this.frame = frame;
    // The page's own running clock: a tablet whose time is set shows nothing for longer.
    if (frame) this.#blanking = setTimeout(() => this.#show(undefined), Math.min(frame.forS, livesMaxS) * 1000);
    if (!isNothingNew) this.#changed(frame);
  }
}
