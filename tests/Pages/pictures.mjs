// Pictures of every page in its main states, of the demo's people: usage: node pictures.mjs CHROMIUM. Writes docs/pages/*.png.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { closeBrowser, loaded, openBrowser, withPage } from './browser.mjs';
import { terminal } from './face.mjs';
import { until } from './harness.mjs';
import { read } from './kiosks.mjs';
import { CuttingProxy } from './proxy.mjs';
import { Shop } from './shop.mjs';

const to = join(import.meta.dirname, '../../docs/pages');
mkdirSync(to, { recursive: true });
const shop = await Shop.demo();
await openBrowser(process.argv[2]);
const tablet = { viewport: { width: 1280, height: 800 } }, small = { viewport: { width: 390, height: 844 } };
const picture = (page, name) => page.screenshot({ path: join(to, `${name}.png`) });
const line = async use => { const proxy = await CuttingProxy.start(shop.port); try { await use(proxy, `http://127.0.0.1:${proxy.port}`); } finally { proxy.stop(); } };
try {
  // People have to come in first: somebody waits, somebody is greeted, and some are on their way.
  await withPage(`${shop.base}/staff/demo`, tablet, async page => {
    await loaded(page);
    await until('somebody waits and three are in the store', async () => await page.locator('[data-cards=pickups] > li').count() > 1 && parseInt(await page.locator('#people').innerText(), 10) >= 4, 180_000);
    await picture(page, 'staff');
  });
  await withPage(`${shop.base}/staff/demo?staff=kim`, { ...tablet, colorScheme: 'dark' }, async page => {
    await loaded(page);
    await page.getByRole('button', { name: 'Hand over' }).first().click();
    await page.getByRole('button', { name: 'Undo' }).waitFor();
    await picture(page, 'staff-claimed-dark');
  });
  await withPage(`${shop.base}/staff/demo?wall&theme=light`, { viewport: { width: 1920, height: 1080 } }, async page => { await loaded(page); await picture(page, 'staff-wall'); });
  await line((proxy, base) => withPage(`${base}/staff/demo`, tablet, async page => {
    await loaded(page);
    proxy.cut();
    await page.waitForSelector('html[data-link=stale]');
    await picture(page, 'staff-stale');
  }));
  await line((proxy, base) => withPage(`${base}/me?shopper=anna&lang=en`, small, async page => {
    await loaded(page);
    await until('something is suggested', async () => await page.locator('.offer').count() > 0, 180_000);
    await picture(page, 'phone');
    await page.getByRole('link', { name: 'Pickup pass' }).click();
    await page.locator('svg.code').waitFor();
    await picture(page, 'phone-pass');
    await page.getByRole('link', { name: 'My data' }).click();
    await picture(page, 'phone-data');
    for (const [part, name] of [['#home-h', 'phone-household'], ['#wishes-h', 'phone-preferences']]) {
      await page.locator(`${part} ~ *`).first().waitFor();
      await page.locator(part).evaluate(heading => heading.scrollIntoView({ block: 'start' }));
      await picture(page, name);
    }
    await page.getByRole('link', { name: 'List' }).click();
    proxy.cut();
    await page.waitForSelector('html[data-link=stale]');
    await picture(page, 'phone-offline');
  }));
  await withPage(`${shop.base}/kiosk/demo/desk-1?lang=en`, { viewport: { width: 1024, height: 768 } }, async page => {
    await page.waitForSelector('html[data-state=attract]');
    await picture(page, 'kiosk');
    await page.keyboard.insertText('');
    for (const key of await shop.passOf('chiara')) await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    await page.waitForSelector('html[data-state=answer]');
    await picture(page, 'kiosk-answer');
  });
  const { preferences = {} } = await shop.call('Shoppers/GetMember', { shopperId: 'anna' });
  await shop.call('Shoppers/PutPreferences', { preferences: { ...preferences, shopperId: 'anna', showOnScreens: true } });
  await withPage(`${shop.base}/kiosk/demo/kiosk-entrance?lang=en`, { viewport: { width: 1024, height: 768 } }, async page => {
    await page.waitForSelector('html[data-state=attract]');
    await read(page, await shop.passOf('anna'));
    await page.locator('.info .list').waitFor();
    await picture(page, 'kiosk-info');
  });
  const cut = await CuttingProxy.start(shop.mqttPort), desk = await terminal('demo', 'desk-2', cut.port);
  await withPage(desk.address, { viewport: { width: 1024, height: 768 }, colorScheme: 'dark' }, async page => {
    await page.waitForSelector('html[data-state=attract]');
    cut.stop();
    await page.waitForSelector('html[data-state=offline]');
    await picture(page, 'kiosk-away-dark');
  });
  await desk.stop();
  await withPage(`${shop.base}/manage/stores/demo`, { ...tablet, locale: 'en-GB' }, async page => { await loaded(page); await page.locator('#plan .zone').first().waitFor(); await picture(page, 'manager-store'); });
  await withPage(`${shop.base}/manage/why`, { ...tablet, locale: 'en-GB' }, async page => { await page.getByLabel('Shopper id').fill('anna'); await page.locator('select[name=store]').selectOption('demo'); await page.keyboard.press('Enter'); await page.locator('.timeline').waitFor(); await picture(page, 'manager-why'); });
  await withPage(`${shop.base}/manage/stores/demo/layout`, { ...tablet, locale: 'en-GB', colorScheme: 'dark' }, async page => { await loaded(page); await picture(page, 'manager-layout-dark'); });
  await withPage(`${shop.base}/look`, { viewport: { width: 1000, height: 1900 } }, async page => { await page.locator('#icons li').first().waitFor(); await picture(page, 'look'); });
} finally {
  await closeBrowser();
  await shop.close();
}
