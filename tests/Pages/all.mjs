// usage: node all.mjs main|whole CHROMIUM [words of a test's name]
import { closeBrowser, openBrowser, passesAxe, withPage } from './browser.mjs';
import { budgetTest, filesTests } from './files.mjs';
import { runTests, test } from './harness.mjs';
import { modulesTests } from './modules.mjs';
import { Shop } from './shop.mjs';
import { staffTests } from './staff.mjs';

const [what, chromium, filter] = process.argv.slice(2);
const shop = await Shop.open();
try {
  await openBrowser(chromium);
  await modulesTests();
  filesTests(shop, ['/staff/any', '/look']);
  budgetTest('staff board', async () => `${shop.base}/staff/${await shop.addStore()}`, { scriptKiB: 20, allKiB: 90 });
  for (const theme of ['light', 'dark']) {
    test(`every part in every state passes axe, ${theme}`, () => withPage(`${shop.base}/look?theme=${theme}`, {}, async page => {
      await page.locator('#icons li').first().waitFor();
      await passesAxe(page, 'look');
    }));
  }
  staffTests(shop);
  const { passed, failed } = await runTests(what === 'whole', filter);
  await closeBrowser();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
} finally {
  await shop.close();
}
