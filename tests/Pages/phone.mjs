// The phone's page: with a line, without one, and when it comes back.
import assert from 'node:assert/strict';
import { fits, loaded, passesAxe, resumeClock, stopClock, withPage } from './browser.mjs';
import { is, says, test, until, wholeTest } from './harness.mjs';
import { CuttingProxy } from './proxy.mjs';

const small = { viewport: { width: 390, height: 844 } };
const items = [{ id: 'i1', name: 'Tomatoes', productId: 'tomatoes', quantity: 2 }, { id: 'i2', name: 'Bread', productId: 'bread', quantity: 1 }, { id: 'i3', name: 'Moon cheese', quantity: 1 }];

export function phoneTests(shop) {
  let shoppers = 0;
  const me = (shopper, more = '') => `${shop.base}/me?shopper=${shopper}${more}`;
  const add = async (store, options = {}) => {
    const id = `${store}-p${++shoppers}`;
    await shop.addShopper(id, 'Anna Lindqvist', { items, ...options });
    return id;
  };
  const row = (page, item) => page.locator(`[data-item=${item}]`);
  const list = shopper => shop.call('Shoppers/GetList', { shopperId: shopper }).then(answer => answer.items ?? []);
  const throughProxy = async use => {
    const proxy = await CuttingProxy.start(shop.port);
    try { return await use(proxy, (shopper, more = '') => `http://127.0.0.1:${proxy.port}/me?shopper=${shopper}${more}`); } finally { proxy.stop(); }
  };

  test('in the shop the list is in the order of its aisles, and what the shop does not have is apart', async () => {
    const store = await shop.addStore();
    const anna = await add(store);
    await withPage(me(anna), small, async page => {
      await loaded(page);
      await page.getByText('You are not in one of our shops.').waitFor();
      await shop.tap(store, anna);
      await page.getByText('Aisle 1A').waitFor();
      await is('the order', () => page.locator('.aisle > span:first-child bdi').allInnerTexts(), ['Entrance', 'Fruit and vegetables', 'Not in this store']);
      await page.getByText('you are here').waitFor();
      await is('the heading', () => page.locator('h1').innerText(), 'Welcome to Test shop');
    });
  });

  test('a tick made offline reaches the grain, also when the page was closed meanwhile', () => throughProxy(async (proxy, at) => {
    const store = await shop.addStore();
    const anna = await add(store);
    await withPage(at(anna), small, async (page, context) => {
      await loaded(page);
      await page.evaluate(async () => { await navigator.serviceWorker.ready; });
      await until('the page is kept', () => page.evaluate(async () => (await caches.match('/me')) !== undefined));
      proxy.cut();
      await page.waitForSelector('html[data-link=stale]');
      await says(page.locator('#stale'), /what you tick is kept/);
      await row(page, 'i2').getByRole('checkbox').check();
      await page.getByPlaceholder('Add to the list').fill('Olives');
      await page.getByRole('button', { name: 'Add' }).click();
      await page.getByText('2 changes wait to be sent.').waitFor();
      await page.close();

      const again = await context.newPage();
      await again.goto(at(anna));
      await until('the tick is there without a line', () => row(again, 'i2').getByRole('checkbox').isChecked());
      await again.getByText('Olives').waitFor();
      assert.equal((await list(anna)).find(item => item.id === 'i2').done ?? false, false);
      proxy.open();
      await until('the grain has both', async () => { const now = await list(anna); return now.find(item => item.id === 'i2').done && now.some(item => item.name === 'Olives'); });
      await is('what waits', () => again.locator('#waiting').count(), 0);
    });
  }));

  test('a page that was closed in the shop and is opened at home is in no shop', () => throughProxy(async (proxy, at) => {
    const store = await shop.addStore();
    const anna = await add(store);
    await withPage(at(anna), small, async (page, context) => {
      await loaded(page);
      await page.evaluate(() => navigator.serviceWorker.ready);
      await shop.tap(store, anna);
      await page.getByText('you are here').waitFor();
      await page.getByRole('heading', { name: 'Welcome to Test shop' }).waitFor();
      const openAgain = async () => { const again = await context.newPage(); await again.goto(at(anna)); return again; };
      await page.close();

      // In the shop, without reception: the aisles are those of this shop, and where she stands nobody knows.
      proxy.cut();
      let again = await openAgain();
      await again.getByText('Aisle 1A').waitFor();
      await again.waitForSelector('html[data-link=stale]');
      await is('the heading', () => again.locator('h1').innerText(), 'Welcome to Test shop');
      assert.equal(await again.getByText('you are here').count(), 0);
      await again.close();

      // Without reception in the evening: it is not known where she is.
      again = await context.newPage();
      await again.clock.install({ time: Date.now() + 4 * 3600_000 + 60_000 });
      await again.goto(at(anna));
      await again.getByText('You are not in one of our shops.').waitFor();
      await again.close();

      // With a line the server tells of no visit, and so there is none.
      await shop.call('Shoppers/PutConsent', { shopperId: anna, purposes: ['PURPOSE_PRESENCE'], forgetVisit: true });
      proxy.open();
      again = await openAgain();
      await again.waitForSelector('html[data-link=live]');
      await again.getByText('You are not in one of our shops.').waitFor();
      await is('the heading', () => again.locator('h1').innerText(), 'My shopping');
      await is('the aisles', () => again.getByText('Aisle 1A').count(), 0);
      await is('the call for help', () => again.getByText('Ask for help').count(), 0);
    });
  }));

  test('what was done waits through every answer that says nothing of it: a session that ended, a busy server, a line that answers by itself', async () => {
    const store = await shop.addStore();
    const anna = await add(store);
    await withPage(me(anna), { ...small, serviceWorkers: 'block' }, async (page, context) => {
      await loaded(page);
      await shop.tap(store, anna);
      await page.locator('.offer').waitFor();
      // Once a worker stands between page and server, no route sees what the page asks: there is none here.
      const status = code => ({ status: 400, contentType: 'application/json', body: JSON.stringify({ code, message: 'Not now.' }) }), plain = code => ({ status: code, contentType: 'text/html', body: '<h1>Elsewhere</h1>' });
      const refusals = [status(2), status(7), status(8), status(10), status(13), status(14), status(16), plain(401), plain(403), plain(404), plain(429), plain(500)];
      const asked = { EditList: 0, Respond: 0 }, sent = [];
      for (const method of ['EditList', 'Respond']) await context.route(`**/smartstore.v1.Shoppers/${method}`, route => {
        const refusal = refusals[asked[method]++];
        if (method === 'Respond' && !refusal) sent.push(route.request().postDataJSON().response);
        return refusal ? route.fulfill(refusal) : route.continue();
      });
      await page.locator('.offer').getByRole('button', { name: 'Not now' }).click();
      await row(page, 'i2').getByRole('checkbox').check();
      await page.locator('#waiting').waitFor();
      // Who is online again tries at once.
      for (const method of ['EditList', 'Respond']) await until(`${method} is asked through all of it`, async () => { await page.evaluate(() => dispatchEvent(new Event('online'))); return asked[method] > refusals.length; });
      await until('the tick is there', async () => (await list(anna)).find(item => item.id === 'i2').done);
      await until('the answer is there', async () => sent.includes('RESPONSE_DISMISSED'));
      await is('what waits', () => page.locator('#waiting').count(), 0);
    });
  });

  test('a browser that has no room to keep a tick says so, and the open page sends it', () => throughProxy(async (proxy, at) => {
    const store = await shop.addStore();
    const anna = await add(store);
    await withPage(at(anna), small, async page => {
      await loaded(page);
      proxy.cut();
      await page.waitForSelector('html[data-link=stale]');
      await says(page.locator('#stale'), /what you tick is kept and sent later/);
      await page.evaluate(() => {
        for (let chars = 1 << 22; chars >= 1; chars >>= 1) try { for (let n = 0; ; n++) localStorage.setItem(`other-${chars}-${n}`, 'x'.repeat(chars)); } catch { /* It is full by so much. */ }
      });
      await row(page, 'i2').getByRole('checkbox').check();
      await says(page.locator('#stale'), /no room to keep what you tick: leave the page open/);
      await says(page.locator('#waiting'), /1 change waits to be sent. This browser has no room/);
      assert.ok(!/is kept/.test(await page.locator('#page').innerText()));
      proxy.open();
      await until('the tick is there', async () => (await list(anna)).find(item => item.id === 'i2').done);
      await is('what waits', () => page.locator('#waiting').count(), 0);
    });
  }));

  test('a phone whose clock is days off shows passes that are taken, also when it is opened without a line', () => throughProxy(async (proxy, at) => {
    const store = await shop.addStore();
    const anna = await add(store);
    const isTaken = async page => {
      const token = await page.locator('svg.code').getAttribute('data-token');
      return (await shop.call('Terminals/Tap', { storeId: store, terminalId: 'desk-1', id: `shown-${Date.now()}`, at: new Date().toISOString(), kind: 'TAP_KIND_QR', pass: token })).outcome === 'TAP_OUTCOME_NO_ORDER';
    };
    for (const daysOff of [-3, 3]) {
      await withPage(undefined, small, async (page, context) => {
        const open = async () => {
          const opened = await context.newPage();
          await opened.clock.install({ time: Date.now() + daysOff * 86_400_000 });
          await opened.goto(`${at(anna)}#pass`);
          return opened;
        };
        await page.close();
        const first = await open();
        await loaded(first);
        await first.evaluate(() => navigator.serviceWorker.ready);
        await until('the pass is taken', () => isTaken(first));
        await until('passes are kept', () => first.evaluate(name => JSON.parse(localStorage.getItem(name)).passes.length > 8, `me:${anna}`));
        await first.close();
        proxy.cut();
        const again = await open();
        await until('the pass is taken without a line', () => isTaken(again));
        proxy.open();
      });
    }
  }));

  test('a phone on a slow line that comes and goes loses no tick and sends none twice', () => throughProxy(async (proxy, at) => {
    const store = await shop.addStore();
    const anna = await add(store, { items: Array.from({ length: 8 }, (_, i) => ({ id: `i${i}`, name: `Thing ${i}`, quantity: 1 })) });
    await withPage(at(anna), small, async page => {
      await loaded(page);
      proxy.delayMs = 700;
      for (let i = 0; i < 8; i++) {
        if (i % 3 === 1) proxy.cut();
        if (i % 3 === 2) proxy.stall();
        await row(page, `i${i}`).getByRole('checkbox').check();
        assert.ok(await row(page, `i${i}`).getByRole('checkbox').isChecked());
        if (i % 3 === 0) proxy.open();
      }
      await page.getByPlaceholder('Add to the list').fill('Olives');
      await page.getByRole('button', { name: 'Add' }).click();
      proxy.open();
      await until('all is there', async () => { const now = await list(anna); return now.length === 9 && now.filter(item => item.done).length === 8; });
      await is('what waits', () => page.locator('#waiting').count(), 0);
      await is('what the page shows', async () => [await page.locator('.item').count(), await page.locator('.item input:checked').count()], [9, 8]);
      await page.waitForSelector('html[data-link=live]');
    });
  }));

  test('a suggestion that comes while the pass is shown counts as shown only when it is seen, and how many a visit has is what they wish for', async () => {
    const store = await shop.addStore();
    const anna = await add(store);
    await shop.call('Shoppers/PutPreferences', { preferences: { shopperId: anna, suggestionsPerVisit: 2 } });
    await withPage(undefined, small, async (page, context) => {
      let shown = 0;
      await context.route('**/smartstore.v1.Shoppers/Respond', route => { if (route.request().postDataJSON().response === 'RESPONSE_SHOWN') shown++; return route.continue(); });
      await page.addInitScript(() => {
        Object.assign(globalThis, { locks: 0, released: 0 });
        Object.defineProperty(navigator, 'wakeLock', { value: { request: async () => { globalThis.locks++; return { released: false, async release() { this.released = true; globalThis.released++; } }; } } });
      });
      await page.goto(me(anna, '#pass'));
      await page.locator('svg.code').waitFor();
      // With the first suggestion of a visit the page asks how many there may be.
      await Promise.all([page.waitForResponse('**/smartstore.v1.Shoppers/GetMember'), shop.tap(store, anna)]);
      await is('how often the screen was asked to stay on', () => page.evaluate(() => [globalThis.locks, globalThis.released]), [1, 0]);
      assert.equal(shown, 0);
      await page.getByRole('link', { name: 'List' }).click();
      await page.locator('.offer').waitFor();
      await until('it counts as shown', async () => shown === 1);
      await says(page.locator('.offer'), /1 of 2 for this visit/);
      await is('whether the screen may go off', () => page.evaluate(() => globalThis.released), 1);
    });
  });

  test('two phones share a list, and neither overwrites the other', async () => {
    const store = await shop.addStore();
    const anna = await add(store);
    await withPage(me(anna), small, one => withPage(me(anna), small, async two => {
      await Promise.all([loaded(one), loaded(two)]);
      await row(one, 'i1').getByRole('checkbox').check();
      await row(two, 'i2').getByRole('checkbox').check();
      for (const page of [one, two]) await until('both ticks are on both', async () => await row(page, 'i1').getByRole('checkbox').isChecked() && await row(page, 'i2').getByRole('checkbox').isChecked());
    }));
  });

  test('one suggestion is open at most; its why is told, and an answer can be taken back for five seconds', async () => {
    const store = await shop.addStore();
    const anna = await add(store);
    await withPage(me(anna), { ...small, hasClock: true }, page => withPage(me(anna), small, async other => {
      await Promise.all([loaded(page), loaded(other)]);
      await shop.tap(store, anna);
      const card = page.locator('.offer');
      await Promise.all([card.waitFor(), other.locator('.offer').waitFor()]);
      await is('the suggestions', () => card.count(), 1);
      await card.getByText('Why am I seeing this?').click();
      await says(card.locator('details').last(), /your list/i);
      await says(card, /1 of 3 for this visit/);
      await is('the answers', () => card.locator('.row button').count(), 4);
      await stopClock(page);
      await card.getByRole('button', { name: 'Never this' }).click();
      await page.getByText('Never again.').waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await card.getByRole('button', { name: 'Not now' }).click();
      await page.getByRole('button', { name: 'Undo' }).waitFor();
      assert.equal(await other.locator('.offer').count(), 1);
      await page.clock.runFor(4900);
      await page.getByRole('button', { name: 'Undo' }).waitFor();
      await resumeClock(page);
      await other.locator('.offer').waitFor({ state: 'detached' });
      await page.locator('.undo').waitFor({ state: 'detached' });
      await is('the suggestions', () => card.count(), 0);
    }));
  });

  test('the pass changes each minute, works without reception, and ends in words', () => throughProxy(async (proxy, at) => {
    const store = await shop.addStore();
    const anna = await add(store);
    await shop.call('Stores/PutOrder', { order: { id: `${store}-1`, storeId: store, shopperId: anna, state: 'ORDER_STATE_READY', pickupZoneId: 'z1' } });
    await withPage(at(anna), { ...small, hasClock: true }, async page => {
      await loaded(page);
      await page.locator(`[data-order="${store}-1"]`).waitFor();
      await page.getByRole('link', { name: 'Pickup pass' }).click();
      const code = page.locator('svg.code');
      await code.waitFor();
      await says(page.locator('.digits'), /^\d{4} \d{4}$/);
      let first;
      // A tab that gets no time shows a pass for longer than it counts.
      await until('the pass that is shown is taken', async () => {
        first = await code.getAttribute('data-token');
        return (await shop.call('Terminals/Tap', { storeId: store, terminalId: 'desk-1', id: `shown-${Date.now()}`, at: new Date().toISOString(), kind: 'TAP_KIND_QR', pass: first })).outcome === 'TAP_OUTCOME_OK';
      });
      proxy.cut();
      await page.clock.runFor(61_000);
      await until('the pass is another', async () => ![null, first].includes(await code.getAttribute('data-token')));
      await page.clock.runFor(16 * 60_000);
      await page.getByText(`Ask at the desk, order ${store}-1.`).waitFor();
      await is('the codes', () => code.count(), 0);
    });
  }));

  test('a switch acts at once, says what it did, and what needs another says so', async () => {
    const store = await shop.addStore();
    const anna = await add(store);
    await withPage(me(anna), small, async page => {
      await loaded(page);
      await page.getByRole('link', { name: 'My data' }).click();
      const presence = page.getByRole('switch', { name: 'Know where I am in the shop' }), suggestions = page.getByRole('switch', { name: 'Suggest things to me' });
      await is('a known consent', () => presence.getAttribute('aria-checked'), 'true');
      await presence.click();
      await page.locator('#allowed').filter({ hasText: 'Off from this second: Know where I am in the shop.' }).waitFor();
      const { purposes } = await shop.call('Shoppers/GetConsent', { shopperId: anna });
      assert.deepEqual(purposes, ['PURPOSE_SUGGESTIONS', 'PURPOSE_STAFF_RECOGNITION']);
      await is('the other switch', () => suggestions.getAttribute('aria-checked'), 'false');
      await says(page.locator('[data-purpose=PURPOSE_SUGGESTIONS]'), /waits for the first switch/);
      await presence.click();
      await is('the other switch', () => suggestions.getAttribute('aria-checked'), 'true');
    });
  });

  test('a pause, a forgotten visit and a copy of everything are one tap each, and say what they did', async () => {
    const store = await shop.addStore();
    const anna = await add(store);
    await withPage(me(anna, '&lang=en#me'), small, async page => {
      await loaded(page);
      const told = page.locator('#allowed');
      await is('a known consent', () => page.getByRole('switch').first().getAttribute('aria-checked'), 'true');
      await page.getByRole('button', { name: 'Pause for 3 hours' }).click();
      await page.getByText('Paused until').waitFor();
      assert.ok(Date.parse((await shop.call('Shoppers/GetConsent', { shopperId: anna })).pausedUntil) > Date.now());
      await page.getByRole('button', { name: 'End the pause' }).click();
      await told.filter({ hasText: 'The pause is over.' }).waitFor();
      assert.equal((await shop.call('Shoppers/GetConsent', { shopperId: anna })).pausedUntil, undefined);
      await page.getByRole('button', { name: 'Forget this visit' }).click();
      await told.filter({ hasText: 'This visit is forgotten.' }).waitFor();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save a copy' }).click()]);
      const text = await (await download.createReadStream()).toArray();
      assert.match(Buffer.concat(text).toString(), /Anna Lindqvist/);
      await page.getByText('Who saw something of you').click();
      await passesAxe(page, 'my data');
      await is('where it was agreed', async () => (await shop.call('Shoppers/GetAccessLog', { shopperId: anna })).consents[0].channel, 'page');
    });
  });

  test('who is erased by two taps is gone from the server and from the phone', async () => {
    const store = await shop.addStore();
    const anna = await add(store);
    await withPage(me(anna, '&lang=en#me'), small, async page => {
      await loaded(page);
      await is('a known consent', () => page.getByRole('switch').first().getAttribute('aria-checked'), 'true');
      await page.getByRole('button', { name: 'Erase me' }).click();
      await passesAxe(page, 'sure');
      await page.getByRole('button', { name: 'Keep my data' }).click();
      await page.getByRole('button', { name: 'Erase me' }).click();
      await page.getByRole('button', { name: 'Yes, erase me' }).click();
      await page.getByText('You are erased.').waitFor();
      await is('what is kept', () => page.evaluate(() => Object.keys(localStorage)), []);
      await assert.rejects(shop.call('Shoppers/GetList', { shopperId: anna }), /There is no shopper/);
    });
  });

  test('items are text, whatever they hold', async () => {
    const store = await shop.addStore();
    const names = ['<img src=x onerror="window.hurt=1">', '\u202Eחלב', '🥐'.repeat(64)];
    const anna = await add(store, { items: names.map((name, i) => ({ id: `i${i}`, name, quantity: 1 })) });
    await withPage(me(anna), { viewport: { width: 320, height: 700 } }, async page => {
      await loaded(page);
      await is('the names', () => page.locator('.item bdi').allInnerTexts(), names);
      assert.deepEqual(await page.evaluate(() => [globalThis.hurt, document.querySelectorAll('img').length]), [undefined, 0]);
      await fits(page, 'names');
    });
  });

  test('a list that is full says so, and what the server refuses is told and not sent for ever', () => throughProxy(async (proxy, at) => {
    const store = await shop.addStore();
    const anna = await add(store, { items: Array.from({ length: 199 }, (_, i) => ({ id: `i${i}`, name: `Thing ${i}`, quantity: 1 })) });
    await withPage(at(anna), small, async page => {
      await loaded(page);
      proxy.cut();
      await page.getByPlaceholder('Add to the list').fill('One too many');
      await page.getByRole('button', { name: 'Add' }).click();
      await page.getByText('Your list has 200 items').waitFor();
      await shop.call('Shoppers/EditList', { shopperId: anna, edits: [{ id: 'other-phone', put: { id: 'i199', name: 'The last one', quantity: 1 } }] });
      // It stands for eight seconds, and this page's clock runs.
      await page.evaluate(() => { globalThis.wasTold = false; new MutationObserver(() => { globalThis.wasTold ||= document.querySelector('.refused[role=alert]') !== null; }).observe(document.body, { subtree: true, childList: true }); });
      proxy.open();
      await until('it is told', () => page.evaluate(() => globalThis.wasTold));
      await is('what waits', () => page.locator('#waiting').count(), 0);
      await page.getByText('The last one').waitFor();
      await is('the items', async () => (await list(anna)).length, 200);
    });
  }));

  test('a phone whose first line ended before it told anything keeps its whole list', async () => {
    const store = await shop.addStore();
    const anna = await add(store);
    await withPage(undefined, small, async (page, context) => {
      let lines = 0;
      await context.route('**/v1/shoppers/*/updates*', route => lines++ ? route.continue() : route.fulfill({ contentType: 'text/event-stream', body: '' }));
      await page.goto(me(anna));
      await loaded(page);
      await until('the second line stands', async () => lines > 1 && await page.locator('html[data-link=live]').count());
      await until('a tick elsewhere is told', async () => {
        // A tick of what is ticked would change nothing, and be told to nobody.
        await shop.call('Shoppers/EditList', { shopperId: anna, edits: [{ id: `u${Date.now()}`, untick: 'i2' }, { id: `t${Date.now()}`, tick: 'i2' }] });
        return row(page, 'i2').getByRole('checkbox').isChecked();
      });
      assert.deepEqual((await page.locator('.item bdi').allInnerTexts()).sort(), items.map(item => item.name).sort());
    });
  });

  test('a list that the server had no time for is asked for again', async () => {
    const store = await shop.addStore();
    const anna = await add(store);
    await withPage(undefined, small, async (page, context) => {
      let asked = 0;
      await context.route('**/smartstore.v1.Shoppers/GetList', route => asked++ ? route.continue() : route.fulfill({ status: 503, contentType: 'application/json', body: '{"code":14,"message":"Call again."}' }));
      await page.goto(me(anna));
      await loaded(page);
      await row(page, 'i1').waitFor();
    });
  });

  test('the newest window of a phone has the line, and the other says so', async () => {
    const store = await shop.addStore();
    const anna = await add(store);
    await withPage(me(anna), small, async (page, context) => {
      await loaded(page);
      const second = await context.newPage();
      await second.goto(me(anna));
      const isElsewhere = one => one.getByText('This page is open in another window.').isVisible();
      // A first window whose line had grown old meanwhile comes back after the second, and takes the line.
      await until('the first is told', async () => {
        if (await isElsewhere(second)) await second.getByRole('button', { name: 'Use it here' }).click();
        return isElsewhere(page);
      });
      await page.getByRole('button', { name: 'Use it here' }).click();
      await until('the second is told', () => isElsewhere(second));
      await page.getByText('Tomatoes').waitFor();
    });
  });

  test('a push is shown where nobody looks at the page, the newer one in place of the older', async () => {
    const store = await shop.addStore();
    const anna = await add(store);
    await withPage(me(anna), small, async (page, context) => {
      await loaded(page);
      await context.grantPermissions(['notifications'], { origin: shop.base });
      const devtools = await context.newCDPSession(page);
      const found = new Promise(done => devtools.on('ServiceWorker.workerRegistrationUpdated', e => e.registrations.forEach(r => r.scopeURL === `${shop.base}/me` && done(r.registrationId))));
      await devtools.send('ServiceWorker.enable');
      const registrationId = await found;
      await page.evaluate(() => navigator.serviceWorker.ready);
      const push = news => devtools.send('ServiceWorker.deliverPushMessage', { origin: shop.base, registrationId, data: JSON.stringify(news) });
      const shown = () => page.evaluate(() => navigator.serviceWorker.getRegistration('/me').then(r => r.getNotifications()).then(all => all.map(n => [n.title, n.body, n.tag, n.data])));
      await push({ title: 'Looked at', text: '', tag: 'one', url: '/me#list' });
      await page.goto(`${shop.base}/look`);
      await push({ title: 'Ready at Pickup desk', text: '<b>', tag: 'order/1', url: '/me#pass' });
      await push({ title: 'Ready at Pickup desk 2', text: '<b>', tag: 'order/1', url: '/me#pass' });
      await is('what is shown, the newer one in place of the older,', shown, [['Ready at Pickup desk 2', '<b>', 'order/1', '/me#pass']]);
    });
  });

  test('who is not known is asked who they are', async () => {
    await withPage(me('nobody-at-all'), small, async page => {
      await page.getByText('Nobody is known as “nobody-at-all”.').waitFor();
      await passesAxe(page, 'unknown');
    });
  });

  test('in Korean and at twice the size it reads and fits', async () => {
    const store = await shop.addStore();
    const anna = await add(store);
    await withPage(me(anna), { viewport: { width: 320, height: 700 } }, async page => {
      await loaded(page);
      await page.getByRole('link', { name: 'My data' }).click();
      await page.getByRole('button', { name: '한국어' }).click();
      await page.getByRole('button', { name: '200 %' }).click();
      for (const tab of ['내 정보', '픽업 패스', '목록']) {
        await page.getByRole('link', { name: tab, exact: true }).click();
        await fits(page, tab);
        await passesAxe(page, tab);
      }
      await page.reload();
      await page.getByRole('heading', { name: '내 쇼핑' }).waitFor();
    });
  });

  test('the page can be installed', async () => {
    const store = await shop.addStore();
    const anna = await add(store);
    await withPage(me(anna), small, async (page, context) => {
      await loaded(page);
      const debug = await context.newCDPSession(page);
      const { errors, url } = await debug.send('Page.getAppManifest');
      assert.deepEqual([errors, new URL(url).pathname], [[], '/me.webmanifest']);
      const { installabilityErrors } = await debug.send('Page.getInstallabilityErrors');
      assert.deepEqual(installabilityErrors.filter(error => error.errorId !== 'in-incognito'), []);
    });
  });

  const visit = async () => {
    const store = await shop.addStore();
    const anna = await add(store);
    await shop.call('Stores/PutOrder', { order: { id: `${store}-1`, storeId: store, shopperId: anna, state: 'ORDER_STATE_READY', pickupZoneId: 'z1', needsCheck: true, slot: 'B12' } });
    return { store, anna };
  };
  for (const colorScheme of ['light', 'dark']) {
    test(`the phone passes axe with an order and a suggestion, ${colorScheme}`, async () => {
      const { store, anna } = await visit();
      await withPage(me(anna), { ...small, colorScheme }, async page => {
        await loaded(page);
        await shop.tap(store, anna);
        await page.locator('.offer').waitFor();
        await passesAxe(page, 'visit');
        await fits(page, 'visit');
      });
    });
    for (const width of [320, 1280]) {
      for (const [name, act] of [
        ['list', async () => undefined], ['editing', page => page.getByRole('button', { name: 'Edit the list' }).click()],
        ['pass', page => page.getByRole('link', { name: 'Pickup pass' }).click().then(() => page.locator('svg.code').waitFor())], ['data', page => page.getByRole('link', { name: 'My data' }).click()],
        ['offline', (page, proxy) => { proxy.cut(); return page.waitForSelector('html[data-link=stale]'); }],
      ]) {
        wholeTest(`the phone passes axe and fits: ${name}, ${colorScheme}, ${width} px`, () => throughProxy(async (proxy, at) => {
          const { store, anna } = await visit();
          await withPage(at(anna), { colorScheme, viewport: { width, height: 844 } }, async page => {
            await loaded(page);
            await shop.tap(store, anna);
            await page.locator('.offer').waitFor();
            await act(page, proxy);
            await passesAxe(page, name);
            await fits(page, name);
          });
        }));
      }
    }
  }
}
