// Debian's Chromium, and what every test asks of a page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { comesWithinMs, until } from './harness.mjs';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser;
/** Pages whose clock stands still. */
const stopped = new WeakSet();

export async function openBrowser(executablePath) {
  browser = await chromium.launch({ executablePath, headless: true, args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--autoplay-policy=no-user-gesture-required', '--use-fake-device-for-media-stream'] });
}

export const closeBrowser = () => browser.close();

/** A tab of a browser of its own, with a clock that can be stopped if it `hasClock`. What a page says is wrong fails the test that opened it, unless it is what `mayFail`, a pattern. */
export async function withPage(address, { hasClock, mayFail, ...options }, use) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(comesWithinMs);
  const page = await context.newPage();
  if (hasClock) await page.clock.install();
  // Whoever gets no answer within four seconds taps again; a test does not. How a page finds out that its line is dead has limits of its own.
  await context.addInitScript(() => { const ends = AbortSignal.timeout.bind(AbortSignal); AbortSignal.timeout = ms => ends(ms === 4000 ? 60_000 : ms); });
  const wrong = [];
  page.on('pageerror', error => { if (!mayFail?.test(error.message)) wrong.push(error.message); });
  page.on('console', line => { if (line.type() === 'error' && !/Failed to load resource|net::ERR_/.test(line.text())) wrong.push(line.text()); });
  page.on('dialog', dialog => { wrong.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
  try {
    if (address) await page.goto(address);
    const answer = await use(page, context);
    assert.deepEqual(wrong, []);
    return answer;
  } finally {
    await context.close();
  }
}

/** Whether something is seen soon. */
export const comes = locator => locator.waitFor({ timeout: 30_000 }).then(() => true, () => false);

/** The page has the whole picture of its store. */
export const loaded = page => page.waitForSelector('html[data-loaded]');

/** No rule of axe is broken. The page's policy lets no script in, so axe is told through the debugger. */
export async function passesAxe(page, what) {
  await page.evaluate(axeSource);
  let isOver = false;
  const looking = page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] })).finally(() => { isOver = true; });
  // It is awaited below; until then a failure of it is nobody's yet.
  looking.catch(() => undefined);
  // axe waits by timers, which stand still on a page whose clock does.
  while (stopped.has(page) && !isOver) await page.clock.runFor(1);
  const found = await looking;
  assert.deepEqual(found.violations.map(v => `${v.id}: ${v.nodes.map(n => `${n.target} ${n.any.map(a => a.message).join('; ')}`).slice(0, 3).join(' | ')}`), [], what);
}

/** Nothing lies beside the screen. */
export async function fits(page, what) {
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= screen, `${what}: ${wide} px wide on a screen of ${screen}`);
}

/**
 * Remembers when the page's link changed and how far behind the page itself was: a machine that gives the browser no time is not the page's fault.
 * @returns a function: ms from a moment (Date.now()) until the link was so, without the time that the page did not get
 */
export async function watchLink(page) {
  await page.evaluate(() => {
    globalThis.seen = [];
    globalThis.lags = [];
    let last = performance.now();
    setInterval(() => { const now = performance.now(), lagMs = now - last - 25; if (lagMs > 50) globalThis.lags.push([Date.now(), lagMs]); last = now; }, 25);
    new MutationObserver(() => globalThis.seen.push([document.documentElement.dataset.link, Date.now()])).observe(document.documentElement, { attributes: true, attributeFilter: ['data-link'] });
  });
  return async (kind, since) => {
    const at = await until(`the link is ${kind}`, () => page.evaluate(([kind, since]) => globalThis.seen.find(([k, at]) => k === kind && at >= since)?.[1], [kind, since]));
    return at - since - await page.evaluate(([from, to]) => globalThis.lags.reduce((sum, [end, ms]) => end >= from && end - ms <= to ? sum + ms : sum, 0), [since, at]);
  };
}

/**
 * Stops the page's clock, so that what it offers for seconds alone stays while the machine is slow. The page was opened with `hasClock`.
 * What timers show comes with `page.clock.runFor` or `resumeClock`.
 */
export async function stopClock(page) {
  // It stops at a time that is still to come when the page is told of it; the nearest one, so that nothing grows old by the leap.
  for (let aheadMs = 1000; ; aheadMs += 1000) {
    try {
      await page.clock.pauseAt(Date.now() + aheadMs);
      stopped.add(page);
      return;
    } catch (error) {
      if (aheadMs >= 5000 || !/to the past/.test(error.message)) throw error;
    }
  }
}

/** The page's clock runs on. */
export async function resumeClock(page) {
  stopped.delete(page);
  await page.clock.resume();
}
