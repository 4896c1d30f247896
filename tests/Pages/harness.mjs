// Tests are sentences. A few run beside each other and say how they ended; those that measure time or stop the server run alone, afterwards.
import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { inspect } from 'node:util';

/** How long what has to come may take on the slowest machine; the limit is for what never comes. */
export const comesWithinMs = 120_000;

const tests = [];
let passed = 0, failed = 0;

/**
 * A test of the main run and of the whole one.
 * @param {string} name a sentence
 * @param {() => unknown} run
 * @param {{ isAlone?: boolean, lane?: string, limitMs?: number }} [how] isAlone: nothing runs beside it, because it measures time or stops the server.
 * Tests of one lane run one after the other: they share something, or they wait for the clock of the wall and start first.
 */
export const test = (name, run, how) => tests.push({ name, run, isMain: true, ...how });

/** A test of the whole run alone. */
export const wholeTest = (name, run, how) => tests.push({ name, run, isMain: false, ...how });

export async function runTests(isWhole, filter) {
  // What fails outside a test fails the run, and takes no other test with it.
  process.on('unhandledRejection', error => {
    failed++;
    console.log(`FAIL  outside every test: ${String(error?.stack ?? error)}`);
  });
  const asked = tests.filter(({ name, isMain }) => (isMain || isWhole) && (!filter || new RegExp(filter).test(name)));
  const [alone, beside] = [asked.filter(one => one.isAlone), asked.filter(one => !one.isAlone)];
  const lanes = new Set(beside.map(one => one.lane)), free = beside.filter(one => !one.lane);
  lanes.delete(undefined);
  const work = async queue => { for (let next; (next = queue.shift());) await runTest(next); };
  await Promise.all([...[...lanes].map(lane => beside.filter(one => one.lane === lane)), ...Array.from({ length: availableParallelism() }, () => free)].map(work));
  await work(alone);
  return { passed, failed };
}

async function runTest({ name, run, limitMs = 600_000 }) {
  const began = performance.now();
  try {
    await within(run(), limitMs, 'the test');
    passed++;
    console.log(`ok    ${name} (${Math.round(performance.now() - began)} ms)`);
  } catch (error) {
    failed++;
    console.log(`FAIL  ${name}: ${String(error?.stack ?? error).split('\n').slice(0, 12).join('\n      ')}`);
  }
}

async function within(work, limitMs, what) {
  let timer;
  try {
    return await Promise.race([work, new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`${what} did not end within ${limitMs} ms`)), limitMs); })]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for a fact, however long the machine takes. */
export const until = (what, fact, limitMs = comesWithinMs) => settles(what, fact, seen => assert.ok(seen), limitMs);

/** Waits until what is read is as expected, deeply and strictly; a page may still be on its way there. What was read last is told. */
export const is = (what, read, expected) => settles(`${what} is ${inspect(expected)}`, read, seen => assert.deepEqual(seen, expected));

/**
 * Waits until a text matches; a page may still be on its way there. What was read last is told.
 * @param {import('playwright-core').Locator | (() => Promise<string>)} from an element, whose text is read as it is seen, or how to read
 * @param {RegExp} pattern
 */
export const says = (from, pattern) => settles(`${from} says ${pattern}`, typeof from === 'function' ? from : () => from.innerText(), seen => assert.match(seen, pattern));

async function settles(what, read, check, limitMs = comesWithinMs) {
  const end = performance.now() + limitMs;
  for (let last; ;) {
    try {
      const seen = await read();
      last = inspect(seen);
      check(seen);
      return seen;
    } catch (error) {
      // A page that goes to another address cannot be read for a moment.
      if (!(error instanceof assert.AssertionError)) last = error.message;
      if (performance.now() > end) throw new assert.AssertionError({ message: `waited in vain: ${what}; last: ${last}` });
    }
    await new Promise(done => setTimeout(done, 50));
  }
}
