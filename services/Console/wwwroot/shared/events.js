// @ts-check
/** What an update may be long: a list of 200 items is 60 KiB. */
export const eventCharsMax = 1 << 20;

/** Reads server-sent events from text that comes in any pieces. */
export class EventReader {
  #text = '';

  /**
   * @param {string} piece
   * @returns {{ type: string, data: string }[]} the events that are whole now
   * @throws {RangeError} one is longer than any update may be
   */
  push(piece) {
    this.#text += piece;
    const events = [];
    for (let end; (end = this.#text.indexOf('\n\n')) >= 0;) {
      let type = 'message', data = '';
      for (const line of this.#text.slice(0, end).split('\n')) {
        if (line.startsWith('event:')) type = line.slice(6).trim();
        else if (line.startsWith('data:')) data += (data ? '\n' : '') + line.slice(line[5] === ' ' ? 6 : 5);
      }
      this.#text = this.#text.slice(end + 2);
      if (data) events.push({ type, data });
    }
    if (this.#text.length > eventCharsMax) throw new RangeError('An event is too long.');
    return events;
  }
}
