// What who runs the shops sees: pages that the server makes, with forms that work by themselves.
import assert from 'node:assert/strict';
import { fits, loaded, passesAxe, withPage } from './browser.mjs';
import { test, until, wholeTest } from './harness.mjs';

const hurtful = '<img src=x onerror="window.hurt=1"><script>window.hurt=2</script>';

export function manageTests(shop) {
  const manage = (path = '') => `${shop.base}/manage${path}`;
  const english = { locale: 'en-GB' };

  test('the manager finds every store, and in it the plan, the zones, the receivers and the terminals', async () => {
    const store = await shop.addStore({ name: 'Harbour Street' });
    await shop.scannerSays(store, 'a2', 'offline');
    await withPage(manage(), english, async page => {
      await until('a receiver fails', async () => { await page.reload(); return /1 receiver fails/.test(await page.getByRole('row', { name: store }).innerText()); });
      await page.getByRole('row', { name: store }).getByRole('link', { name: 'Harbour Street' }).click();
      await loaded(page);
      assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Harbour Street');
      assert.equal(await page.locator('#plan .zone').count(), 3);
      assert.equal(await page.locator('#plan .anchor').count(), 3);
      assert.equal(await page.locator('#plan .anchor.beacon').count(), 2);
      assert.equal(await page.locator('#plan .way').count(), 2);
      assert.equal(await page.locator('#plan .terminal').count(), 1);
      await until('the receiver is told to be silent', async () => /Frozen[\s\S]*silent/.test(await page.locator('tr[data-receiver=a2]').innerText()));
      assert.match(await page.locator('tr[data-zone=z2] [data-count]').innerText(), /unknown/);
      assert.equal(await page.locator('tr[data-zone=z0] [data-count]').innerText(), '0');
      await page.getByRole('link', { name: 'Open the kiosk' }).click();
      assert.match(page.url(), new RegExp(`/kiosk/${store}/desk-1$`));
    });
  });

  test('a zone that no way leads to is marked', async () => {
    const store = await shop.addStore();
    const layout = await shop.call('Stores/GetStore', { storeId: store });
    layout.zones[1].neighbours = ['z0'];
    await shop.call('Stores/PutStore', { store: layout });
    await withPage(manage(`/stores/${store}`), english, async page => {
      assert.match(await page.locator('tr[data-zone=z2]').innerText(), /unreachable/);
      assert.doesNotMatch(await page.locator('tr[data-zone=z1]').innerText(), /unreachable/);
    });
  });

  test('markup in names never becomes markup on the manager’s pages', async () => {
    const store = await shop.addStore({ name: hurtful, zones: [hurtful, `"><b data-zone=x>`, 'Frozen'] });
    for (const path of ['', `/stores/${store}`]) {
      await withPage(manage(path), english, async page => {
        if (path) await page.locator('#plan .zone').first().waitFor();
        assert.deepEqual(await page.evaluate(() => [globalThis.hurt, document.querySelectorAll('main img, main b').length]), [undefined, 0]);
        assert.ok((await page.locator('main').innerText()).includes('<img src=x'));
      });
    }
  });

  test('what does not exist is said with its status, and a page speaks the browser’s language', async () => {
    const answer = await fetch(manage('/stores/nowhere'));
    assert.equal(answer.status, 404);
    assert.match(await answer.text(), /There is no store/);
    await withPage(manage(), { locale: 'ko-KR' }, async page => {
      await page.getByRole('heading', { name: '매장 목록' }).waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.lang), 'ko');
    });
  });

  test('the manager’s pages are made to be read by nobody else: no frame, no script but theirs, nothing kept', async () => {
    const answer = await fetch(manage());
    assert.match(answer.headers.get('content-security-policy'), /default-src 'none'.*script-src 'self'.*form-action 'self'.*frame-ancestors 'none'/);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });

  const pages = async () => {
    const store = await shop.addStore();
    return [['stores', manage()], ['store', manage(`/stores/${store}`)]];
  };
  for (const colorScheme of ['light', 'dark']) {
    test(`the manager’s pages pass axe, ${colorScheme}`, async () => {
      for (const [what, address] of await pages()) {
        await withPage(address, { ...english, colorScheme }, async page => {
          if (what === 'store') await loaded(page);
          await passesAxe(page, what);
        });
      }
    });
    wholeTest(`the manager’s pages pass axe and fit, ${colorScheme}, 320 px`, async () => {
      for (const [what, address] of await pages()) {
        await withPage(address, { ...english, colorScheme, viewport: { width: 320, height: 640 } }, async page => {
          if (what === 'store') await loaded(page);
          await passesAxe(page, what);
          await fits(page, what);
        });
      }
    });
  }
}
