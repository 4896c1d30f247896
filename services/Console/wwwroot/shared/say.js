// @ts-check
const everyMs = 3000, waitingMax = 3;
/** @type {string[]} */ const waiting = [];
let last = -everyMs;
/** @type {ReturnType<typeof setTimeout> | undefined} */ let timer;

/**
 * Says a sentence to who listens to the page: one at a time, at most every three seconds. What is older than the last three is not said any more.
 * @param {string} sentence
 */
export function say(sentence) {
  waiting.push(sentence);
  if (waiting.length > waitingMax) waiting.shift();
  timer ??= setTimeout(next, Math.max(0, last + everyMs - performance.now()));
}

function next() {
  timer = undefined;
  const [place, sentence] = [document.getElementById('say'), waiting.shift() ?? ''];
  if (place) place.textContent = sentence;
  if (!sentence) return;
  last = performance.now();
  // The sentence is taken out of the page again: it may hold a person's name.
  timer = setTimeout(next, everyMs);
}

/** Takes sentences that hold a name off the waiting ones, and out of the page. @param {string} [name] without one: all sentences */
export function hush(name = '') {
  waiting.splice(0, waitingMax, ...waiting.filter(sentence => !sentence.includes(name)));
  const place = document.getElementById('say');
  if (place?.textContent?.includes(name)) place.textContent = '';
}
