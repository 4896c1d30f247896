// Who shares a list with whom, and how a shopper wants to be treated: both stand under My data.
import assert from 'node:assert/strict';
import { fits, loaded, passesAxe, withPage } from './browser.mjs';
import { is, says, test, until } from './harness.mjs';

const small = { viewport: { width: 390, height: 844 } };

export function homeTests(shop) {
  const myData = async (page, id) => {
    await page.goto(`${shop.base}/me?shopper=${id}#me`);
    await loaded(page);
    await page.locator('#home-h').waitFor();
  };

  test('a household is made, somebody is invited, waits, is let in, and leaves with two taps', async () => {
    const store = await shop.addStore();
    const [anna, ben] = [`${store}-anna`, `${store}-ben`];
    await shop.addShopper(anna, 'Anna');
    await shop.addShopper(ben, 'Ben <img src=x onerror="window.hurt=1">');
    await withPage(undefined, small, annas => withPage(undefined, { viewport: { width: 320, height: 700 } }, async bens => {
      await Promise.all([myData(annas, anna), myData(bens, ben)]);
      await bens.getByText('Leaving is one tap').waitFor();
      await passesAxe(bens, 'in no household');
      await annas.getByRole('button', { name: 'Make a household' }).click();
      await annas.locator('#home-told', { hasText: 'You have a household.' }).waitFor();
      await annas.getByRole('button', { name: 'Invite somebody' }).click();
      await says(annas.locator('#invite'), /^[0-9A-Z]{8}$/);
      const code = await annas.locator('#invite').innerText();

      await bens.getByLabel('Code of an invitation').fill('nonsense!');
      await bens.getByRole('button', { name: 'Join' }).click();
      await bens.locator('#home-told', { hasText: 'must be the 8 digits and letters' }).waitFor();
      await bens.getByLabel('Code of an invitation').fill(code.toLowerCase());
      await bens.getByRole('button', { name: 'Join' }).click();
      await bens.getByText('Somebody of the household has to let you in').waitFor();
      assert.equal(await bens.getByText('Anna').count(), 0);
      await passesAxe(bens, 'waiting to be let in');

      await myData(annas, anna);
      await annas.reload();
      const asks = annas.locator(`[data-member="${ben}"]`);
      await asks.getByText('wants to join').waitFor();
      await says(asks, /Ben <img/);
      await passesAxe(annas, 'somebody wants to join');
      await asks.getByRole('button', { name: 'Let Ben' }).click();
      await annas.locator('#home-told', { hasText: 'They are in.' }).waitFor();
      await asks.getByRole('button', { name: 'Remove Ben' }).waitFor();

      // One list on two phones.
      await annas.getByRole('link', { name: 'List', exact: true }).click();
      await annas.getByLabel('Add to the list').fill('Milk');
      await annas.getByLabel('For the household').check();
      await annas.getByRole('button', { name: 'Add', exact: true }).click();
      await annas.getByText('Milk').waitFor();
      await bens.getByRole('link', { name: 'List', exact: true }).click();
      await bens.reload();
      const milk = bens.locator('.item', { hasText: 'Milk' });
      await says(milk, /shared/);
      await passesAxe(bens, 'a shared list');
      await milk.getByRole('checkbox').check();
      await until('it is ticked on both', () => annas.locator('.item', { hasText: 'Milk' }).getByRole('checkbox').isChecked());
      assert.deepEqual((await shop.call('Shoppers/GetList', { shopperId: anna })).items ?? [], []);

      await myData(bens, ben);
      await bens.reload();
      await bens.locator(`[data-member="${anna}"]`).getByText('guardian').waitFor();
      assert.equal(await bens.getByRole('button', { name: 'Remove' }).count(), 0);
      await bens.getByRole('button', { name: 'Leave the household' }).click();
      await bens.getByText('What you put on it stays').waitFor();
      await passesAxe(bens, 'about to leave');
      await fits(bens, 'the household');
      await bens.getByRole('button', { name: 'Yes, leave' }).click();
      await bens.locator('#home-told', { hasText: 'You left the household.' }).waitFor();
      await bens.getByRole('button', { name: 'Make a household' }).waitFor();
      await bens.getByRole('link', { name: 'List', exact: true }).click();
      await milk.waitFor({ state: 'detached' });
      assert.equal(await bens.getByLabel('For the household').count(), 0);
      await annas.getByText('Milk').waitFor();
      const { household } = await shop.call('Shoppers/GetMember', { shopperId: anna });
      assert.deepEqual(household.members.map(m => m.shopperId), [anna]);
      for (const page of [annas, bens]) assert.equal(await page.evaluate(() => globalThis.hurt), undefined);
    }));
  });

  test('what a shopper wishes is saved as a whole, what cannot be is told, and it is there the next time', async () => {
    const store = await shop.addStore();
    const anna = `${store}-anna`;
    await shop.addShopper(anna, 'Anna');
    await shop.call('Shoppers/PutPreferences', { preferences: { shopperId: anna, replacements: { bread: 'basil' }, panel: true } });
    await withPage(undefined, small, async page => {
      await myData(page, anna);
      const form = page.locator('#wishes');
      await form.getByLabel('Language of the shop').selectOption('ko');
      await form.getByLabel('Letters on the shop').selectOption('TEXT_SIZE_LARGEST');
      await form.getByLabel('Strong contrast').check();
      await form.getByLabel('Diet').fill('vegetarian, -nuts');
      await form.getByLabel('Products not to propose').fill('bread');
      await form.getByLabel('Suggestions a visit').selectOption('0');
      await form.getByLabel('No messages from').fill('22:00');
      await form.getByLabel('until').fill('07:30');
      await form.getByLabel('Show my first name').check();
      await form.getByLabel('My household may fetch').check();
      await form.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved.', { exact: true }).first().waitFor();
      assert.deepEqual((await shop.call('Shoppers/GetMember', { shopperId: anna })).preferences, {
        shopperId: anna, language: 'ko', textSize: 'TEXT_SIZE_LARGEST', highContrast: true, diet: ['vegetarian', '-nuts'], avoidProductIds: ['bread'], replacements: { bread: 'basil' },
        suggestionsPerVisit: 0, quietFrom: '22:00', quietUntil: '07:30', showOnScreens: true, householdMayCollect: true, panel: true,
      });

      await form.getByLabel('Diet').fill(Array.from({ length: 17 }, (_, i) => `tag${i}`).join(','));
      await form.getByRole('button', { name: 'Save' }).click();
      await page.getByText(/preferences\.diet/).first().waitFor();
      await page.reload();
      await is('what was saved', async () => [await form.getByLabel('Diet').inputValue(), await form.getByLabel('Suggestions a visit').inputValue(), await form.getByLabel('Strong contrast').isChecked()], ['vegetarian, -nuts', '0', true]);
      await passesAxe(page, 'wishes');
      await fits(page, 'wishes');
    });
    for (const [lang, theme] of [['ko', 'dark'], ['en', 'light']]) await withPage(undefined, { viewport: { width: 320, height: 700 } }, async page => {
      await page.goto(`${shop.base}/me?shopper=${anna}&lang=${lang}&theme=${theme}#me`);
      await page.locator('#wishes').waitFor();
      await passesAxe(page, `wishes, ${lang}, ${theme}`);
      await fits(page, `wishes, ${lang}`);
    });
  });

  test('the video of a recipe is fetched and plays by tap alone', async () => {
    const store = await shop.addStore();
    const anna = `${store}-anna`;
    await shop.addShopper(anna, 'Anna', { items: [{ id: 'i1', name: 'Tomatoes', productId: 'tomatoes' }] });
    await withPage(undefined, small, async (page, context) => {
      let asked = 0;
      await context.route('https://videos.example/**', route => { asked++; return route.abort(); });
      await page.goto(`${shop.base}/me?shopper=${anna}`);
      await loaded(page);
      await shop.tap(store, anna);
      await page.locator('.offer').waitFor();
      await page.getByText('Watch').first().click();
      const video = page.locator('video');
      await video.waitFor();
      const isIdle = v => [v.autoplay, v.preload, v.paused, v.networkState === HTMLMediaElement.NETWORK_LOADING];
      assert.deepEqual(await video.evaluate(isIdle), [false, 'none', true, false]);
      await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
      assert.deepEqual([await video.evaluate(isIdle), asked], [[false, 'none', true, false], 0]);
      await video.focus();
      await page.keyboard.press('Space');
      await until('it is asked for', () => asked > 0);
    });
  });
}
