// A call for help, from the phone that asks to the board that answers.
import assert from 'node:assert/strict';
import { fits, loaded, passesAxe, withPage } from './browser.mjs';
import { says, test, until } from './harness.mjs';

export function helpTests(shop) {
  const small = { viewport: { width: 390, height: 844 } };
  const inShop = async () => {
    const store = await shop.addStore(), anna = `${store}-anna`;
    await shop.addShopper(anna, 'Anna Lindqvist', { items: [{ id: 'i1', name: 'Bread', quantity: 1 }] });
    await shop.call('Stores/PutStaffMember', { member: { id: `${store}-kim`, name: 'Kim', storeIds: [store], roles: ['staff'] } });
    await shop.tap(store, anna);
    return { store, anna };
  };
  const both = (at, use) => withPage(`${shop.base}/staff/${at.store}?staff=${at.store}-kim`, {}, board => withPage(`${shop.base}/me?shopper=${at.anna}&lang=en`, small, async phone => {
    await Promise.all([loaded(board), loaded(phone), phone.getByRole('heading', { name: 'Welcome to Test shop' }).waitFor()]);
    return use(board, phone);
  }));

  test('who asks for help on the phone is told who comes and when, and it ends on both', async () => {
    await both(await inShop(), async (board, phone) => {
      await phone.locator('summary', { hasText: 'Ask for help' }).click();
      await passesAxe(phone, 'asking');
      await phone.getByRole('button', { name: 'Please open this for me.' }).click();
      await phone.getByText('You asked for help').waitFor();
      const card = board.locator('[data-cards=calls] > li');
      await says(card, /Anna Lindqvist[\s\S]*Please open this for me\./);
      await passesAxe(board, 'help');
      await card.getByRole('combobox').selectOption('5');
      await card.getByRole('button', { name: 'I’m coming' }).click();
      await says(phone.getByRole('main'), /Kim comes in 5 min\./);
      await passesAxe(phone, 'help comes');
      await fits(phone, 'help comes');
      await card.getByRole('button', { name: 'Helped' }).click();
      await card.waitFor({ state: 'detached' });
      await until('the phone may ask again', () => phone.locator('summary', { hasText: 'Ask for help' }).isVisible());
    });
  });

  test('help that is no longer needed leaves the board, and words of a shopper are text', async () => {
    const hurtful = '<img src=x onerror="window.hurt=1">';
    await both(await inShop(), async (board, phone) => {
      await phone.locator('summary', { hasText: 'Ask for help' }).click();
      await phone.getByPlaceholder('Or in your words').fill(hurtful);
      await phone.getByRole('button', { name: 'Ask', exact: true }).click();
      const card = board.locator('[data-cards=calls] > li');
      await until('the words are there', async () => (await card.innerText()).includes(hurtful));
      assert.equal(await board.evaluate(() => globalThis.hurt), undefined);
      await phone.getByRole('button', { name: 'No longer needed' }).click();
      await card.waitFor({ state: 'detached' });
    });
  });

  test('the key H takes the first help, and what is not for me is folded on this board alone', async () => {
    await both(await inShop(), async (board, phone) => {
      await phone.locator('summary', { hasText: 'Ask for help' }).click();
      await phone.getByRole('button', { name: 'Please come to me.' }).click();
      const card = board.locator('[data-cards=calls] > li');
      await card.waitFor();
      await board.keyboard.press('h');
      await card.getByRole('button', { name: 'Give back' }).click();
      await card.getByRole('button', { name: 'Not me' }).click();
      await card.waitFor({ state: 'detached' });
      assert.ok((await phone.getByRole('main').innerText()).includes('You asked for help'));
    });
  });
}
