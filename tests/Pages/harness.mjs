// Tests are sentences: each runs alone, one after the other, and says how it ended.
import assert from 'node:assert/strict';

const tests = [];
let passed = 0, failed = 0;

/** A test of the main run and of the whole one. */
export const test = (name, run) => tests.push({ name, run, isMain: true });

/** A test of the whole run alone. */
export const wholeTest = (name, run, limitMs) => tests.push({ name, run, isMain: false, limitMs });

export async function runTests(isWhole, filter) {
  for (const { name, run, isMain, limitMs = 240_000 } of tests) {
    if ((!isMain && !isWhole) || (filter && !new RegExp(filter).test(name))) continue;
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
  return { passed, failed };
}

async function within(work, limitMs, what) {
  let timer;
  try {
    return await Promise.race([work, new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`${what} did not end within ${limitMs} ms`)), limitMs); })]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for a fact, however long the machine takes; the limit is for what never comes. */
export async function until(what, fact, limitMs = 60_000) {
  const end = performance.now() + limitMs;
  for (let seen; ;) {
    seen = await fact();
    if (seen) return seen;
    if (performance.now() > end) throw new assert.AssertionError({ message: `waited in vain: ${what}` });
    await new Promise(done => setTimeout(done, 25));
  }
}
