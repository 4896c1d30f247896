// The kiosk at a pickup desk, as a plain tablet shows it.
import assert from 'node:assert/strict';
import { comes, fits, passesAxe, stopClock, watchLink, withPage } from './browser.mjs';
import { is, test, until, wholeTest } from './harness.mjs';
import { inState, read, stopAt, taps } from './kiosks.mjs';
import { CuttingProxy } from './proxy.mjs';

export function kioskTests(shop) {
  const kiosk = (store, terminal = 'desk-1', more = '') => `${shop.base}/kiosk/${store}/${terminal}${more}`;
  const screen = { viewport: { width: 1024, height: 768 } };
  const ready = async slot => {
    const store = await shop.addStore(), anna = `${store}-anna`;
    await shop.addShopper(anna, 'Anna Lindqvist');
    await shop.call('Stores/PutOrder', { order: { id: `${store}-1`, storeId: store, shopperId: anna, state: 'ORDER_STATE_READY', pickupZoneId: 'z1', slot } });
    return { store, anna };
  };

  test('a pass that a reader types shows where the order lies, names nobody, and is gone after its time', async () => {
    const { store, anna } = await ready('B12');
    await withPage(kiosk(store), { ...screen, hasClock: true }, async page => {
      await stopAt(page, 'attract');
      // Typed key by key a pass may outlive its minute.
      await taps(shop, anna, page.getByText('Place B12'), async code => { await page.keyboard.type(code); await page.keyboard.press('Enter'); });
      await inState(page, 'answer');
      assert.ok(!/Anna|Lindqvist|-anna/.test(await page.content()));
      await page.clock.runFor(7900);
      await inState(page, 'answer');
      await page.clock.runFor(200);
      await inState(page, 'attract');
      assert.ok(!(await page.content()).includes('B12'));
      assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, '']);
    });
  });

  test('the code of an order is typed on the pad and never shown', async () => {
    const { store, anna } = await ready('C3');
    const { code } = await shop.call('Shoppers/GetPass', { shopperId: anna, orderId: `${store}-1` });
    await withPage(kiosk(store), { ...screen, hasClock: true }, async page => {
      await stopAt(page, 'attract');
      await page.getByRole('button', { name: 'Type the code' }).click();
      await page.getByRole('button', { name: '5', exact: true }).click();
      await page.getByRole('button', { name: 'Erase' }).click();
      for (const [i, digit] of [...code].entries()) {
        if (i === 4) { await is('the digits', () => page.locator('.dots').innerText(), '●●●●○○○○'); await passesAxe(page, 'pad'); }
        await page.getByRole('button', { name: digit, exact: true }).click();
      }
      await page.getByText('Place C3').waitFor();
      await page.getByRole('button', { name: 'Done' }).click();
      await inState(page, 'attract');
    });
  });

  test('who types slowly is asked before the code goes, and the screen stays on whenever it is seen', async () => {
    const store = await shop.addStore();
    await withPage(undefined, { ...screen, hasClock: true }, async page => {
      await page.addInitScript(() => { globalThis.locks = 0; Object.defineProperty(navigator, 'wakeLock', { value: { request: async () => { globalThis.locks++; } } }); });
      await page.goto(kiosk(store));
      await stopAt(page, 'attract');
      assert.equal(await page.evaluate(() => globalThis.locks), 1);
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
      assert.equal(await page.evaluate(() => globalThis.locks), 2);
      const warning = page.getByText('Are you still typing?');
      // The page's seconds are shorter than those of the server, whose heartbeat comes in between all the same; where it is late, the line is old and all begins anew.
      const waits = async seconds => { for (let s = 0; s < seconds; s++) { await page.clock.runFor(1000); await new Promise(done => setTimeout(done, 700)); } };
      const isTyped = () => page.evaluate(() => document.documentElement.dataset.state === 'code');
      await until('the warning comes after twenty seconds', async () => {
        await inState(page, 'attract');
        await page.getByRole('button', { name: 'Type the code' }).click();
        await page.getByRole('button', { name: '5', exact: true }).click();
        await waits(19);
        const isEarly = await warning.count() > 0;
        await waits(2);
        if (!await isTyped()) return false;
        assert.equal(isEarly, false);
        return await warning.count() === 1;
      });
      await passesAxe(page, 'the warning');
      await fits(page, 'the warning');
      await page.getByRole('button', { name: 'More time' }).click();
      await is('the digits', () => page.locator('.dots').innerText(), '●○○○○○○○');
      assert.equal(await warning.count(), 0);
      await waits(21);
      if (await isTyped()) await warning.waitFor();
      await waits(9);
      await inState(page, 'attract');
    });
  });

  test('a kiosk whose clock is days off has its taps taken', async () => {
    const { store, anna } = await ready('E5');
    for (const daysOff of [-3, 3]) await withPage(undefined, screen, async page => {
      await page.clock.install({ time: Date.now() + daysOff * 86_400_000 });
      await page.goto(kiosk(store));
      await inState(page, 'attract');
      await taps(shop, anna, page.getByText('Place E5'), code => read(page, code));
    });
  });

  test('a pass that is none is refused in words, and more time can be had', async () => {
    const store = await shop.addStore();
    await withPage(kiosk(store), { ...screen, hasClock: true }, async page => {
      await stopAt(page, 'attract');
      await read(page, 'no-pass-of-anybody');
      await page.getByText('Nothing is wrong with your order.').waitFor();
      await page.getByRole('button', { name: 'More time' }).click();
      await page.clock.runFor(15_000);
      await page.getByText('Nothing is wrong with your order.').waitFor();
      await page.clock.runFor(6000);
      await inState(page, 'attract');
    });
  });

  test('who calls someone at a kiosk is told that they come, and the board shows where', async () => {
    const store = await shop.addStore({ language: 'ko' });
    await withPage(`${shop.base}/staff/${store}?lang=en`, {}, board => withPage(kiosk(store), { ...screen, hasClock: true }, async page => {
      await stopAt(page, 'attract');
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('button', { name: 'Call someone' }).click();
      await page.getByRole('button', { name: 'Yes, please' }).waitFor();
      await passesAxe(page, 'help');
      await page.getByRole('button', { name: 'Yes, please' }).click();
      await page.getByText('Someone is coming').waitFor();
      await page.getByText('The staff were called.').waitFor();
      await passesAxe(page, 'help comes');
      await board.locator('[data-cards=calls] > li').waitFor();
      await page.getByRole('button', { name: 'Call someone' }).click();
      await page.getByRole('button', { name: 'Yes, please' }).click();
      await page.getByText('The staff were called already.').waitFor();
    }));
  });

  /** Somebody whose name and list may be on screens. */
  const visitor = async (store, name, item, more = {}) => {
    const id = `${store}-${name.toLowerCase()}`;
    await shop.addShopper(id, `${name} Lindqvist`, { items: [{ id: 'i1', name: item, quantity: 2 }, { id: 'i2', name: '<img src=x onerror="window.hurt=1">', quantity: 1 }] });
    await shop.call('Shoppers/PutPreferences', { preferences: { shopperId: id, showOnScreens: true, ...more } });
    return id;
  };
  const tapsIn = (page, shopper, greeting = 'Hello Anna') => taps(shop, shopper, page.getByRole('heading', { name: greeting }), code => read(page, code));

  test('an info kiosk shows who taps their list in their language and letters, ticks there, and forgets them after a minute', async () => {
    const store = await shop.addStore();
    const anna = await visitor(store, 'Anna', 'Bread', { language: 'ko', textSize: 'TEXT_SIZE_LARGE', highContrast: true });
    await shop.call('Stores/PutOrder', { order: { id: `${store}-1`, storeId: store, shopperId: anna, state: 'ORDER_STATE_READY', pickupZoneId: 'z1' } });
    await withPage(kiosk(store, 'info-1'), { ...screen, hasClock: true }, async page => {
      await page.getByText('Hold your pass to the reader to see your orders and your list').waitFor();
      await passesAxe(page, 'info');
      await tapsIn(page, anna, '안녕하세요, Anna');
      await inState(page, 'screen');
      assert.ok(!(await page.content()).includes('Lindqvist'));
      await is('how it looks', () => page.evaluate(() => [document.documentElement.lang, document.documentElement.style.getPropertyValue('--text-size'), document.documentElement.classList.contains('contrast'), globalThis.hurt]), ['ko', '1.5', true, undefined]);
      await passesAxe(page, 'screen');
      await fits(page, 'screen');
      await page.getByRole('button', { name: /^Bread/ }).click();
      await page.locator('button[aria-pressed=true]', { hasText: 'Bread' }).waitFor();
      await is('the tick', async () => (await shop.call('Shoppers/GetList', { shopperId: anna })).items[0].done, true);
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('heading', { name: 'Hello Anna' }).waitFor();
      await page.getByRole('button', { name: 'Bigger text' }).click();
      await is('the size of letters', () => page.evaluate(() => document.documentElement.style.getPropertyValue('--text-size')), '2');
      // The minute of the wall: whose page leaps ahead loses its line, comes back, and is shown again what the server still has.
      const touchedAt = Date.now();
      await until('the minute is over', () => Date.now() - touchedAt > 60_000, 70_000);
      await until('nothing of her is shown', () => page.evaluate(() => document.documentElement.dataset.state === 'attract' && !/Anna|Bread/.test(document.documentElement.outerHTML)));
      await is('what is left', () => page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie, document.documentElement.lang]), [0, 0, '', 'en']);
    });
  }, { lane: 'a minute' });

  test('the next tap takes the info kiosk, and who is done leaves nothing', async () => {
    const store = await shop.addStore();
    const [anna, carla] = [await visitor(store, 'Anna', 'Bread'), await visitor(store, 'Carla', 'Tomatoes')];
    await withPage(kiosk(store, 'info-1'), { ...screen, hasClock: true }, async page => {
      await inState(page, 'attract');
      await tapsIn(page, anna);
      const both = page.evaluate(() => new Promise(done => {
        const look = () => { const text = document.body.innerText; if (/Anna|Bread/.test(text) && /Carla|Tomatoes/.test(text)) done('both'); if (/Hello Carla/.test(text)) done('one'); };
        new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
      }));
      await tapsIn(page, carla, 'Hello Carla');
      assert.equal(await both, 'one');
      await page.getByRole('button', { name: 'Done' }).click();
      await inState(page, 'attract');
      await tapsIn(page, anna);
      await stopClock(page);
      await page.getByRole('button', { name: 'Forget this visit' }).click();
      await page.getByRole('heading', { name: 'This visit is forgotten' }).waitFor();
      assert.ok(!/Anna|Bread/.test(await page.content()));
    });
  });

  test('an info kiosk whose line was only silent shows again what the server has', async () => {
    const store = await shop.addStore(), anna = await visitor(store, 'Anna', 'Bread');
    await withPage(kiosk(store, 'info-1'), { ...screen, hasClock: true }, async (page, context) => {
      // Nothing but the line itself says that it is back.
      await context.route('**/readyz', route => route.abort());
      await inState(page, 'attract');
      // A heartbeat may come into the leap, or her minute may be over before the line is back: then once more.
      await until('it was blank, and shows her again', async () => {
        await tapsIn(page, anna);
        await page.evaluate(() => { globalThis.wasBlank = false; new MutationObserver(() => { globalThis.wasBlank ||= !document.body.innerText.includes('Anna'); }).observe(document.body, { subtree: true, childList: true, characterData: true }); });
        await page.clock.runFor(8000);
        if (!await page.evaluate(() => globalThis.wasBlank)) return false;
        return comes(page.getByRole('heading', { name: 'Hello Anna' }));
      });
    });
  });

  test('an info kiosk that loses the line is blank at once, and a pickup kiosk never shows a list', async () => {
    const store = await shop.addStore(), anna = await visitor(store, 'Anna', 'Bread');
    const proxy = await CuttingProxy.start(shop.port);
    try {
      await withPage(`http://127.0.0.1:${proxy.port}/kiosk/${store}/info-1`, screen, async page => {
        await inState(page, 'attract');
        await tapsIn(page, anna);
        const linkWas = await watchLink(page);
        const silentAt = Date.now();
        proxy.stall();
        // Blank within nine seconds: told within eight, and blank by then.
        assert.ok(await linkWas('stale', silentAt) <= 8000);
        assert.ok(!/Anna|Bread/.test(await page.content()));
        proxy.open();
        await page.waitForSelector('html[data-link=live]');
        // Her minute is not over by the server's clock, or it is.
        await page.waitForSelector('html:is([data-state=screen], [data-state=attract])');
      });
    } finally {
      proxy.stop();
    }
    const carla = await visitor(store, 'Carla', 'Tomatoes');
    await withPage(kiosk(store), { ...screen, hasClock: true }, async page => {
      await stopAt(page, 'attract');
      await read(page, await shop.passOf(carla));
      await inState(page, 'answer');
      await until('the phone has a screen to end', async () => (await shop.call('Shoppers/EndDevices', { shopperId: carla })).screens === 1);
      assert.ok(!/Carla|Tomatoes/.test(await page.content()));
    });
  }, { isAlone: true });

  test('a sign welcomes in the language of its store and takes nothing', async () => {
    const store = await shop.addStore({ language: 'ko', name: '모퉁이 가게' }), anna = await visitor(store, 'Anna', 'Bread');
    await withPage(kiosk(store, 'sign-1'), screen, async page => {
      await page.getByText('모퉁이 가게에 오신 것을 환영합니다.').waitFor();
      await read(page, await shop.passOf(anna));
      assert.equal(await page.getByRole('button').count(), 0);
      await passesAxe(page, 'sign');
      await fits(page, 'sign');
    });
  });

  test('a kiosk without a line says so, and comes back by itself', async () => {
    const { store, anna } = await ready('D1');
    const proxy = await CuttingProxy.start(shop.port);
    try {
      await withPage(`http://127.0.0.1:${proxy.port}/kiosk/${store}/desk-1`, screen, async page => {
        await inState(page, 'attract');
        const linkWas = await watchLink(page);
        const silentAt = Date.now();
        proxy.stall();
        assert.ok(await linkWas('stale', silentAt) <= 8000);
        await page.getByText('We cannot check passes just now').waitFor();
        await passesAxe(page, 'offline');
        proxy.open();
        await inState(page, 'attract');
        // The answer stands for eight seconds, and this clock runs.
        await taps(shop, anna, page.getByText('Place D1'), code => read(page, code));
      });
    } finally {
      proxy.stop();
    }
  }, { isAlone: true });

  test('a terminal that the store does not have is out of order, until it has it', async () => {
    const store = await shop.addStore();
    await withPage(kiosk(store, 'desk-9'), screen, async page => {
      await page.getByText('This kiosk is out of order').waitFor();
      await passesAxe(page, 'out of order');
    });
  });

  test('a kiosk speaks the language of its store, and for one visitor another', async () => {
    const store = await shop.addStore({ language: 'ko' });
    await withPage(kiosk(store), { ...screen, hasClock: true }, async page => {
      await page.getByText('패스를 단말기에 대면').waitFor();
      await stopClock(page);
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByText('Hold your pass to the reader').waitFor();
      await page.getByRole('button', { name: 'Type the code' }).click();
      await page.getByRole('button', { name: 'Back' }).click();
      await until('the next visitor has the store’s language', () => page.getByText('패스를 단말기에 대면').isVisible());
    });
  });

  /** A machine with a voice of its own, and one that would send the text away. */
  const withVoices = () => {
    globalThis.said = [];
    globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
    Object.defineProperty(globalThis, 'speechSynthesis', { value: { getVoices: () => [{ lang: 'en-US', localService: false }, { lang: 'en-GB', localService: true }], cancel: () => undefined, speak: words => globalThis.said.push([words.lang, words.text]) } });
  };
  const looks = page => page.evaluate(() => ['contrast', 'low'].map(one => document.documentElement.classList.contains(one)));

  test('a kiosk is in strong contrast, lower and read aloud for who wants it, by a touch or by one key, and as before for who comes next', async () => {
    const store = await shop.addStore();
    await withPage(undefined, { viewport: { width: 1080, height: 1920 }, hasClock: true }, async page => {
      await page.addInitScript(withVoices);
      await page.goto(kiosk(store));
      await stopAt(page, 'attract');
      await page.getByRole('button', { name: 'Accessibility' }).click();
      for (const name of ['Strong contrast', 'Everything lower', 'Read aloud']) await page.getByRole('button', { name }).click();
      await is('how it looks', () => looks(page), [true, true]);
      await passesAxe(page, 'accessibility');
      await page.getByRole('button', { name: 'Back' }).click();
      const lastSaid = pattern => until(`${pattern} is read aloud`, () => page.evaluate(() => globalThis.said.at(-1)).then(([language, text]) => language === 'en-GB' && pattern.test(text)));
      await lastSaid(/^Hold your pass to the reader to collect your order\. Or type the code/);
      await page.getByRole('button', { name: 'Type the code' }).click();
      await lastSaid(/^Your 8-digit code\. 0 of 8 digits$/);
      const { y } = await page.getByRole('button', { name: '1', exact: true }).boundingBox();
      assert.ok(y > 960, `the pad begins at ${y} px`);
      await page.getByRole('button', { name: 'Back' }).click();
      await lastSaid(/^Hold your pass/);
      await is('how it looks', () => looks(page), [true, true]);
      await read(page, 'no-pass-of-anybody');
      await lastSaid(/^This pass cannot be used here\..*ask at the desk/);
      await is('how it looks', () => looks(page), [true, true]);
      await page.clock.runFor(19_000);
      await inState(page, 'answer');
      await page.clock.runFor(2000);
      await inState(page, 'attract');
      await is('how it looks', () => looks(page), [false, false]);
      const said = await page.evaluate(() => globalThis.said.length);
      await page.keyboard.press('F2');
      await is('how it looks', () => looks(page), [true, true]);
      await page.clock.runFor(61_000);
      await is('how it looks', () => looks(page), [false, false]);
      assert.equal(await page.evaluate(() => globalThis.said.length), said, 'nothing is read to who did not ask');
      await inState(page, 'attract');
      await page.keyboard.press('F4');
      await lastSaid(/^Hold your pass/);
      assert.equal(await page.evaluate(() => globalThis.said.length), said + 1);
    });
  });

  test('what an info kiosk shows of somebody is read aloud once, and goes with their screen', async () => {
    const store = await shop.addStore(), anna = await visitor(store, 'Anna', 'Bread');
    await withPage(undefined, { ...screen, hasClock: true }, async page => {
      await page.addInitScript(withVoices);
      await page.goto(kiosk(store, 'info-1'));
      await inState(page, 'attract');
      await tapsIn(page, anna);
      await stopAt(page, 'screen');
      await page.keyboard.press('F4');
      const last = () => page.evaluate(() => globalThis.said.at(-1)[1]);
      await until('the whole screen is read', async () => /^Hello Anna\..*Bread/.test(await last()));
      const whole = () => page.evaluate(() => globalThis.said.filter(([, text]) => text.startsWith('Hello Anna')).length);
      const times = await whole();
      await page.getByRole('button', { name: /^Bread/ }).click();
      await page.locator('button[aria-pressed=true]', { hasText: 'Bread' }).waitFor();
      assert.equal(await whole(), times, 'the list is not read again at each tick');
      await page.getByRole('button', { name: 'Accessibility' }).click();
      await inState(page, 'ease');
      await shop.call('Shoppers/EndDevices', { shopperId: anna });
      await inState(page, 'attract');
      assert.ok(!/Anna|Bread/.test(await page.content()));
    });
  });

  test('where a machine has no voice of its own, nothing offers to read aloud', async () => {
    const store = await shop.addStore();
    await withPage(kiosk(store), { ...screen, hasClock: true }, async page => {
      await stopAt(page, 'attract');
      await page.getByRole('button', { name: 'Accessibility' }).click();
      await page.getByRole('button', { name: 'Strong contrast' }).waitFor();
      assert.equal(await page.getByRole('button', { name: 'Read aloud' }).count(), 0);
      await fits(page, 'accessibility');
    });
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`the kiosk passes axe, ${colorScheme}`, async () => {
      const store = await shop.addStore();
      await withPage(kiosk(store), { ...screen, colorScheme }, async page => { await inState(page, 'attract'); await passesAxe(page, 'attract'); });
    });
    for (const [width, height] of [[320, 640], [800, 480], [1024, 768], [1080, 1920]]) {
      wholeTest(`the info kiosk passes axe and fits, ${colorScheme}, ${width} × ${height}`, async () => {
        const store = await shop.addStore(), anna = await visitor(store, 'Anna', 'Bread', { textSize: 'TEXT_SIZE_LARGEST' });
        await withPage(kiosk(store, 'info-1'), { colorScheme, viewport: { width, height } }, async page => {
          await inState(page, 'attract');
          await tapsIn(page, anna);
          await passesAxe(page, 'screen');
          await fits(page, 'screen');
        });
      });
      wholeTest(`the kiosk passes axe and fits, ${colorScheme}, ${width} × ${height}`, async () => {
        const { store, anna } = await ready('B12');
        await withPage(kiosk(store), { colorScheme, viewport: { width, height }, hasClock: true }, async page => {
          await inState(page, 'attract');
          await stopClock(page);
          await passesAxe(page, 'attract');
          await fits(page, 'attract');
          await page.getByRole('button', { name: 'Accessibility' }).click();
          await passesAxe(page, 'accessibility');
          await fits(page, 'accessibility');
          for (const name of ['Strong contrast', 'Everything lower']) await page.getByRole('button', { name }).click();
          await page.getByRole('button', { name: 'Back' }).click();
          await passesAxe(page, 'attract in strong contrast');
          await fits(page, 'attract in strong contrast');
          await page.getByRole('button', { name: 'Type the code' }).click();
          await passesAxe(page, 'pad');
          await fits(page, 'pad');
          await read(page, await shop.passOf(anna));
          await page.getByText('Place B12').waitFor();
          await passesAxe(page, 'answer');
          await fits(page, 'answer');
        });
      });
    }
  }
}
