// What every test of a kiosk does, whether the server or the terminal's own program serves its page.
import { comes, stopClock } from './browser.mjs';
import { until } from './harness.mjs';

/** A screen of a person lasts a minute, by the real clock. */
export const inState = (page, state) => page.waitForSelector(`html[data-state=${state}]`, { timeout: 180_000 });

/** Stops a kiosk's clock in a state: the leap to the stop may make its line old for a moment, which the next heartbeat heals. */
export async function stopAt(page, state) {
  await inState(page, state);
  await stopClock(page);
  await inState(page, state);
}

/** A reader that is a keyboard: the code, then Enter. It types faster than a driver does, and what is typed slowly is no code. */
export const read = (page, code) => page.evaluate(keys => { for (const key of keys) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })); }, [...code, 'Enter']);

/**
 * Somebody holds their pass to a reader, and once more if nothing comes: a frame is never stored, a server without time may lose it, an answer stands for seconds, and a pass counts for a minute.
 * @param {import('./shop.mjs').Shop} shop @param {string} shopper @param {import('playwright-core').Locator} shown what comes of it
 * @param {(code: string) => unknown} hold
 */
export const taps = (shop, shopper, shown, hold) => until(`${shopper} is answered`, async () => {
  await hold(await shop.passOf(shopper));
  const isShown = await comes(shown);
  if (!isShown) console.log(`      nothing came for ${shopper}: they hold their pass to the reader once more`);
  return isShown;
});
