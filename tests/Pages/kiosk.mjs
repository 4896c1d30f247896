// The kiosk at a pickup desk, as a plain tablet shows it.
import assert from 'node:assert/strict';
import { fits, passesAxe, watchLink, withPage } from './browser.mjs';
import { test, until, wholeTest } from './harness.mjs';
import { CuttingProxy } from './proxy.mjs';

export function kioskTests(shop) {
  const kiosk = (store, terminal = 'desk-1', more = '') => `${shop.base}/kiosk/${store}/${terminal}${more}`;
  const screen = { viewport: { width: 1024, height: 768 } };
  const inState = (page, state) => page.waitForSelector(`html[data-state=${state}]`);
  /** A reader that is a keyboard: the code, then Enter. */
  const read = async (page, code) => { await page.keyboard.insertText(''); for (const c of code) await page.keyboard.press(c === ' ' ? 'Space' : c); await page.keyboard.press('Enter'); };
  const ready = async slot => {
    const store = await shop.addStore(), anna = `${store}-anna`;
    await shop.addShopper(anna, 'Anna Lindqvist');
    await shop.call('Stores/PutOrder', { order: { id: `${store}-1`, storeId: store, shopperId: anna, state: 'ORDER_STATE_READY', pickupZoneId: 'z1', slot } });
    return { store, anna };
  };

  test('a pass that a reader types shows where the order lies, names nobody, and is gone after its time', async () => {
    const { store, anna } = await ready('B12');
    await withPage(undefined, screen, async page => {
      await page.clock.install();
      await page.goto(kiosk(store));
      await inState(page, 'attract');
      const { token } = await shop.call('Shoppers/GetPass', { shopperId: anna });
      await read(page, token);
      await inState(page, 'answer');
      await page.getByText('Place B12').waitFor();
      assert.ok(!/Anna|Lindqvist|-anna/.test(await page.content()));
      await page.clock.runFor(9000);
      await inState(page, 'attract');
      assert.ok(!(await page.content()).includes('B12'));
      assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, '']);
    });
  });

  test('the code of an order is typed on the pad and never shown', async () => {
    const { store, anna } = await ready('C3');
    const { code } = await shop.call('Shoppers/GetPass', { shopperId: anna, orderId: `${store}-1` });
    await withPage(kiosk(store), screen, async page => {
      await inState(page, 'attract');
      await page.getByRole('button', { name: 'Type the code' }).click();
      await page.getByRole('button', { name: '5', exact: true }).click();
      await page.getByRole('button', { name: 'Erase' }).click();
      for (const [i, digit] of [...code].entries()) {
        if (i === 4) { assert.equal(await page.locator('.dots').innerText(), '●●●●○○○○'); await passesAxe(page, 'pad'); }
        await page.getByRole('button', { name: digit, exact: true }).click();
      }
      await page.getByText('Place C3').waitFor();
      await page.getByRole('button', { name: 'Done' }).click();
      await inState(page, 'attract');
    });
  });

  test('a pass that is none is refused in words, and more time can be had', async () => {
    const store = await shop.addStore();
    await withPage(undefined, screen, async page => {
      await page.clock.install();
      await page.goto(kiosk(store));
      await inState(page, 'attract');
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
    await withPage(`${shop.base}/staff/${store}?lang=en`, {}, board => withPage(kiosk(store), screen, async page => {
      await inState(page, 'attract');
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
        await read(page, (await shop.call('Shoppers/GetPass', { shopperId: anna })).token);
        await page.getByText('Place D1').waitFor();
      });
    } finally {
      proxy.stop();
    }
  });

  test('a terminal that the store does not have is out of order, until it has it', async () => {
    const store = await shop.addStore();
    await withPage(kiosk(store, 'desk-9'), screen, async page => {
      await page.getByText('This kiosk is out of order').waitFor();
      await passesAxe(page, 'out of order');
    });
  });

  test('a kiosk speaks the language of its store, and for one visitor another', async () => {
    const store = await shop.addStore({ language: 'ko' });
    await withPage(kiosk(store), screen, async page => {
      await page.getByText('패스를 단말기에 대면').waitFor();
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByText('Hold your pass to the reader').waitFor();
      await page.getByRole('button', { name: 'Type the code' }).click();
      await page.getByRole('button', { name: 'Back' }).click();
      await until('the next visitor has the store’s language', () => page.getByText('패스를 단말기에 대면').isVisible());
    });
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`the kiosk passes axe, ${colorScheme}`, async () => {
      const store = await shop.addStore();
      await withPage(kiosk(store), { ...screen, colorScheme }, async page => { await inState(page, 'attract'); await passesAxe(page, 'attract'); });
    });
    for (const [width, height] of [[320, 640], [800, 480], [1024, 768], [1080, 1920]]) {
      wholeTest(`the kiosk passes axe and fits, ${colorScheme}, ${width} × ${height}`, async () => {
        const { store, anna } = await ready('B12');
        await withPage(kiosk(store), { colorScheme, viewport: { width, height } }, async page => {
          await inState(page, 'attract');
          await passesAxe(page, 'attract');
          await fits(page, 'attract');
          await page.getByRole('button', { name: 'Type the code' }).click();
          await passesAxe(page, 'pad');
          await fits(page, 'pad');
          await read(page, (await shop.call('Shoppers/GetPass', { shopperId: anna })).token);
          await page.getByText('Place B12').waitFor();
          await passesAxe(page, 'answer');
          await fits(page, 'answer');
        });
      });
    }
  }
}
