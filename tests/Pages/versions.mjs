// Pages that are open while their server gets another version of them.
import assert from 'node:assert/strict';
import http from 'node:http';
import { loaded, resumeClock, stopClock, withPage } from './browser.mjs';
import { is, test, until } from './harness.mjs';
import { inState, read, stopAt, taps } from './kiosks.mjs';

const older = '/assets/000000000000';

/** The server as it was before its upgrade: the same one, whose files lie at another address. From the upgrade on nothing is there any more. */
class Upgraded {
  #isOld = true;

  /** @param {import('./shop.mjs').Shop} shop */
  static async start(shop) {
    const it = new Upgraded();
    it.newer = /\/assets\/[0-9a-f]{12}/.exec(await (await fetch(`${shop.base}/me`)).text())[0];
    it.server = http.createServer((request, response) => it.#pass(shop, request, response));
    await new Promise(done => it.server.listen(0, '127.0.0.1', done));
    it.base = `http://127.0.0.1:${it.server.address().port}`;
    return it;
  }

  upgrade() {
    this.#isOld = false;
    this.server.closeAllConnections();
  }

  stop() {
    this.server.close();
    this.server.closeAllConnections();
  }

  #pass(shop, request, response) {
    const isOld = this.#isOld, { 'accept-encoding': _, ...headers } = request.headers;
    const asked = http.request({ host: '127.0.0.1', port: shop.port, method: request.method, path: isOld ? request.url.replace(older, this.newer) : request.url, headers }, async answer => {
      const said = { ...answer.headers };
      if (isOld && said['smartstore-pages']) said['smartstore-pages'] = older;
      if (!isOld || !/html|manifest/.test(said['content-type']) && request.url !== '/sw.js') return answer.pipe(response.writeHead(answer.statusCode, said));
      const text = Buffer.concat(await answer.toArray()).toString().replaceAll(this.newer, older);
      for (const name of ['content-length', 'transfer-encoding', 'etag']) delete said[name];
      response.writeHead(answer.statusCode, said).end(text);
    });
    asked.on('error', () => response.destroy());
    response.on('close', () => asked.destroy());
    request.pipe(asked);
  }
}

/** What a browser says of a file that is not there any more. */
const mayFail = /dynamically imported module/;

export function versionTests(shop) {
  const upgraded = async use => {
    const server = await Upgraded.start(shop);
    try { return await use(server); } finally { server.stop(); }
  };
  const version = page => page.evaluate(() => /** @type {HTMLScriptElement} */ (document.querySelector('script[type=module]')).src.match(/\/assets\/[0-9a-f]{12}/)[0]);
  /** Whether it has heard of the upgrade: its line stood again, and what it asked then is answered. */
  const knows = page => page.evaluate(async () => { const { isOld } = await import(`${document.querySelector('script[type=module]').src.replace(/\w+\/\w+\.js$/, '')}shared/calls.js`); return isOld(); });
  /** Its clock stands still, so that no minute is over because the machine is slow; it runs on for a moment at a time until something is so. */
  const untilAfter = (what, page, stepMs, fact) => until(what, async () => { await page.clock.runFor(stepMs).catch(() => undefined); await new Promise(done => setTimeout(done, 300)); return fact(); });
  const isUpgraded = async (server, page) => { server.upgrade(); await untilAfter('the page knows of the upgrade', page, 100, () => knows(page)); };
  /** Nobody touches it for so long. */
  const passes = async (page, ms) => { for (let s = 0; s < ms; s += 5000) await page.clock.runFor(5000); };
  const isAnew = async (server, page) => { await untilAfter('the page is of the new version', page, 1000, async () => await version(page) === server.newer); await resumeClock(page); };

  test('a board that is open through an upgrade is loaded anew when nobody has touched it for a minute', () => upgraded(async server => {
    const store = await shop.addStore();
    await withPage(`${server.base}/staff/${store}`, { hasClock: true }, async page => {
      await loaded(page);
      await stopClock(page);
      await passes(page, 60_000);
      await page.keyboard.press('/');
      await isUpgraded(server, page);
      await page.keyboard.press('/');
      await passes(page, 50_000);
      assert.equal(await version(page), older);
      await isAnew(server, page);
      await loaded(page);
    });
  }));

  test('a window of a board that an upgrade took away opens at the second tap, and so does one that the line did not bring', () => upgraded(async server => {
    const store = await shop.addStore();
    await withPage(undefined, { mayFail, hasClock: true }, async (page, context) => {
      let asked = 0;
      await context.route('**/staff/dialogs.js', route => asked++ ? route.continue() : route.abort());
      await page.goto(`${server.base}/staff/${store}`);
      await loaded(page);
      const opens = () => until('the window opens', async () => {
        await page.getByRole('button', { name: 'Sign in' }).click();
        return page.locator('dialog[open]').waitFor({ timeout: 3000 }).then(() => true, () => false);
      });
      await opens();
      assert.ok(asked >= 2);
      await page.reload();
      await loaded(page);
      await stopClock(page);
      await isUpgraded(server, page);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await until('the page is of the new version', async () => await version(page) === server.newer);
      await resumeClock(page);
      await opens();
    });
  }));

  test('a kiosk that is open through an upgrade answers a shopper whose words are gone, and is loaded anew when nobody is there', () => upgraded(async server => {
    const store = await shop.addStore(), anna = `${store}-anna`;
    await shop.addShopper(anna, 'Anna Lindqvist');
    await shop.call('Shoppers/PutPreferences', { preferences: { shopperId: anna, language: 'ko' } });
    await shop.call('Stores/PutOrder', { order: { id: `${store}-1`, storeId: store, shopperId: anna, state: 'ORDER_STATE_READY', pickupZoneId: 'z1', slot: 'B12' } });
    await withPage(`${server.base}/kiosk/${store}/desk-1`, { hasClock: true }, async page => {
      await stopAt(page, 'attract');
      await isUpgraded(server, page);
      await taps(shop, anna, page.getByText('Place B12'), code => read(page, code));
      await isAnew(server, page);
      await inState(page, 'attract');
      await taps(shop, anna, page.getByText('위치 B12'), code => read(page, code));
    });
  }));

  test('a kiosk shows an answer whose words do not come', async () => {
    const store = await shop.addStore(), anna = `${store}-anna`;
    await shop.addShopper(anna, 'Anna Lindqvist');
    await shop.call('Shoppers/PutPreferences', { preferences: { shopperId: anna, language: 'ko' } });
    await shop.call('Stores/PutOrder', { order: { id: `${store}-1`, storeId: store, shopperId: anna, state: 'ORDER_STATE_READY', pickupZoneId: 'z1', slot: 'B12' } });
    // Refused at once, or never answered.
    for (const fails of [route => route.abort(), () => undefined]) await withPage(undefined, {}, async (page, context) => {
      await context.route('**/kiosk/words.ko.js', fails);
      await page.goto(`${shop.base}/kiosk/${store}/desk-1`);
      await inState(page, 'attract');
      await taps(shop, anna, page.getByText('Place B12'), code => read(page, code));
    });
  });

  const phone = async () => {
    const store = await shop.addStore(), anna = `${store}-anna`;
    await shop.addShopper(anna, 'Anna Lindqvist', { items: [{ id: 'i1', name: 'Bread', quantity: 1 }] });
    return anna;
  };
  const small = { viewport: { width: 390, height: 844 } };

  test('a phone that is open through an upgrade keeps its pass, opens what it had not opened, and is loaded anew on its list', () => upgraded(async server => {
    const anna = await phone();
    await withPage(`${server.base}/me?shopper=${anna}#pass`, { ...small, hasClock: true }, async page => {
      await page.locator('svg.code').waitFor();
      await page.evaluate(() => navigator.serviceWorker.ready);
      await until('the worker answers for the page', () => page.evaluate(() => navigator.serviceWorker.controller !== null));
      await stopClock(page);
      await isUpgraded(server, page);
      await passes(page, 70_000);
      assert.equal(await version(page), older);
      await page.locator('svg.code').waitFor();
      await until('the phone keeps both versions', () => page.evaluate(async () => (await caches.keys()).length === 2));
      await page.getByRole('link', { name: 'My data' }).click();
      await page.getByRole('switch', { name: 'Know where I am in the shop' }).waitFor();
      assert.equal(await version(page), older);
      await page.getByRole('link', { name: 'List' }).click();
      await page.getByPlaceholder('Add to the list').fill('Oliv');
      await passes(page, 70_000);
      assert.equal(await version(page), older);
      await page.getByPlaceholder('Add to the list').fill('');
      await page.getByRole('heading', { name: 'Your list 0 of' }).click();
      await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
      await isAnew(server, page);
      await page.getByText('Bread').waitFor();
      await page.getByRole('link', { name: 'Pickup pass' }).click();
      await page.locator('svg.code').waitFor();
    });
  }));

  test('a phone whose words did not come speaks its language when they do', async () => {
    const anna = await phone();
    await withPage(undefined, { ...small, serviceWorkers: 'block' }, async (page, context) => {
      let asked = 0;
      await context.route('**/phone/words.ko.js', route => asked++ ? route.continue() : route.abort());
      await page.goto(`${shop.base}/me?shopper=${anna}&lang=ko`);
      await page.getByRole('heading', { name: '내 쇼핑' }).waitFor();
      assert.ok(asked > 1);
    });
  });

  test('a phone without a worker whose pass an upgrade took away is loaded anew and shows it', () => upgraded(async server => {
    const anna = await phone();
    await withPage(`${server.base}/me?shopper=${anna}`, { ...small, serviceWorkers: 'block', hasClock: true }, async page => {
      await loaded(page);
      await stopClock(page);
      await isUpgraded(server, page);
      await page.getByRole('link', { name: 'Pickup pass' }).click();
      await until('the page is of the new version', async () => await version(page) === server.newer);
      await resumeClock(page);
      await page.locator('svg.code').waitFor();
    });
  }));
}
