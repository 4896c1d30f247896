// usage: node all.mjs main|whole CHROMIUM [a regular expression for the names]
import { closeBrowser, openBrowser, passesAxe, withPage } from './browser.mjs';
import { faceTests } from './face.mjs';
import { budgetTest, filesTests } from './files.mjs';
import { runTests, test } from './harness.mjs';
import { helpTests } from './help.mjs';
import { homeTests } from './home.mjs';
import { kioskTests } from './kiosk.mjs';
import { manageTests } from './manage.mjs';
import { modulesTests } from './modules.mjs';
import { phoneTests } from './phone.mjs';
import { Shop } from './shop.mjs';
import { boardTests, closeIssuer, signInTests } from './signin.mjs';
import { staffTests } from './staff.mjs';
import { versionTests } from './versions.mjs';

const [what, chromium, filter] = process.argv.slice(2);
const shop = await Shop.open();
try {
  await openBrowser(chromium);
  await modulesTests();
  filesTests(shop, ['/staff/any', '/look', '/me', '/kiosk/any/any']);
  budgetTest('staff board', async () => `${shop.base}/staff/${await shop.addStore()}`, { scriptKiB: 20, allKiB: 90 });
  budgetTest('phone', async () => { const store = await shop.addStore(); await shop.addShopper(`${store}-anna`, 'Anna'); return `${shop.base}/me?shopper=${store}-anna`; }, { scriptKiB: 20, allKiB: 70 });
  budgetTest('kiosk', async () => `${shop.base}/kiosk/${await shop.addStore()}/desk-1`, { scriptKiB: 15, allKiB: 60 });
  budgetTest('manager', async () => `${shop.base}/manage/stores/${await shop.addStore()}`, { scriptKiB: 60, allKiB: 160 });
  for (const theme of ['light', 'dark']) {
    test(`every part in every state passes axe, ${theme}`, () => withPage(`${shop.base}/look?theme=${theme}`, {}, async page => {
      await page.locator('#icons li').first().waitFor();
      await passesAxe(page, 'look');
    }));
  }
  staffTests(shop);
  phoneTests(shop);
  kioskTests(shop);
  faceTests(shop);
  helpTests(shop);
  homeTests(shop);
  versionTests(shop);
  boardTests(shop);
  signInTests();
  manageTests(shop);
  const { passed, failed } = await runTests(what === 'whole', filter);
  await closeBrowser();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
} finally {
  await closeIssuer();
  await shop.close();
}
// A terminal that a test left running would hold the run open; it is killed with the end of this process.
process.exit();
