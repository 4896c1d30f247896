// People who sign in at an issuer, against a server of their own that takes nobody's word for who they are.
import assert from 'node:assert/strict';
import { loaded, passesAxe, resumeClock, stopClock, withPage } from './browser.mjs';
import { is, says, test, until } from './harness.mjs';
import { Issuer } from './issuer.mjs';
import { Shop } from './shop.mjs';

/** Who asks this issuer is signed in as the one person that it knows: one test after the other. */
const oneByOne = { lane: 'sign in' };
let opened;

/** The server with an issuer, and people who are set up by an operator. */
async function withIssuer(use) {
  opened ??= open();
  const { shop, issuer } = await opened;
  shop.headers = { authorization: `Bearer ${issuer.token({ aud: 'smartstore', sub: 'olga', roles: ['operator', 'staff', 'manager'] })}` };
  Object.assign(issuer, { person: { sub: 'anna', roles: [] }, prompts: [] });
  await use(shop, issuer);
}

async function open() {
  const issuer = await Issuer.open(), shop = new Shop();
  await shop.start('serve', ...issuer.options);
  return { shop, issuer };
}

export async function closeIssuer() {
  const { shop, issuer } = await opened ?? {};
  await shop?.close();
  issuer?.close();
}

export function signInTests() {
  test('a shopper signs in, has their own list, and leaves nothing behind when they sign out', () => withIssuer(async (shop, issuer) => {
    await shop.addShopper('anna', 'Anna', { items: [{ id: 'i1', name: 'Bread' }] });
    await shop.addShopper('ben', 'Ben', { items: [{ id: 'i1', name: 'Beer' }] });
    await withPage(`${shop.base}/me`, { viewport: { width: 390, height: 800 } }, async page => {
      const signIn = page.getByRole('link', { name: 'Sign in' });
      await signIn.waitFor();
      await passesAxe(page, 'not signed in');
      await signIn.click();
      await page.getByText('Bread').waitFor();
      await loaded(page);
      assert.deepEqual(await page.evaluate(() => [document.cookie, Object.values(localStorage).some(kept => /eyJ|CfDJ/.test(kept))]), ['', false]);
      const [cookie] = (await page.context().cookies()).filter(c => c.name === 'smartstore-session');
      assert.deepEqual([cookie.httpOnly, cookie.sameSite], [true, 'Lax']);

      await page.goto(`${shop.base}/me?shopper=ben`);
      await page.getByText('Bread').waitFor();
      assert.equal(await page.getByText('Beer').count(), 0);

      await page.getByRole('link', { name: 'My data' }).click();
      await page.getByRole('button', { name: 'Sign out' }).waitFor();
      await passesAxe(page, 'my data, signed in');
      issuer.person = { sub: 'ben', roles: [] };
      await page.getByRole('button', { name: 'Sign out' }).click();
      // This issuer asks for nothing, so that the next person is there at once.
      await page.getByRole('link', { name: 'List' }).click();
      await page.getByText('Beer').waitFor();
      assert.deepEqual(issuer.prompts, ['', 'login']);
      await is('what is kept of her', () => page.evaluate(() => localStorage.getItem('me:anna')), null);
    });
  }), oneByOne);

  test('what was ticked after the session had ended waits, and is sent when its shopper has signed in again', () => withIssuer(async (shop, issuer) => {
    await shop.addShopper('anna', 'Anna', { items: [{ id: 'i1', name: 'Bread' }] });
    const isTicked = async () => (await shop.call('Shoppers/GetList', { shopperId: 'anna' })).items[0].done ?? false;
    for (const how of ['with the page open', 'with the page closed meanwhile']) {
      await shop.call('Shoppers/PutList', { shopperId: 'anna', items: [{ id: 'i1', name: 'Bread' }] });
      await withPage(`${shop.base}/signin?to=${encodeURIComponent('/me')}`, { viewport: { width: 390, height: 800 } }, async (page, context) => {
        await loaded(page);
        await page.waitForSelector('html[data-link=live]');
        await context.clearCookies();
        await page.getByRole('checkbox', { name: 'Bread' }).check();
        await page.getByText('1 change waits to be sent.').waitFor();
        let open = page;
        if (how.includes('closed')) {
          open = await context.newPage();
          await page.close();
          await open.goto(`${shop.base}/me`);
        }
        await open.getByText('You are not signed in.').waitFor();
        await is(`the tick on the page, ${how}`, () => open.getByRole('checkbox', { name: 'Bread' }).isChecked(), true);
        assert.equal(await isTicked(), false);
        await open.getByRole('link', { name: 'Sign in' }).click();
        await until(`the tick is there, ${how}`, isTicked);
        await is(`what waits, ${how}`, () => open.locator('#waiting').count(), 0);
      });
    }
  }), oneByOne);

  test('who signs in where another person was finds nothing of them, and their pushes end', () => withIssuer(async (shop, issuer) => {
    await shop.addShopper('anna', 'Anna', { items: [{ id: 'i1', name: 'Bread' }] });
    await shop.addShopper('ben', 'Ben', { items: [{ id: 'i1', name: 'Beer' }] });
    for (const [how, address] of [['on the page as it was left', '/me'], ['with a page of their own', '/me?shopper=ben']]) {
      let ended = 0;
      issuer.person = { sub: 'anna', roles: [] };
      await withPage(undefined, { viewport: { width: 390, height: 800 } }, async page => {
        await page.exposeFunction('ended', () => { ended++; });
        // Chromium has no push service here.
        await page.addInitScript(() => { PushManager.prototype.getSubscription = async () => ({ unsubscribe: () => globalThis.ended() }); });
        await page.goto(`${shop.base}/signin?to=${encodeURIComponent('/me')}`);
        await page.getByText('Bread').waitFor();
        await page.evaluate(() => navigator.serviceWorker.ready);
        ended = 0;
        await page.evaluate(() => localStorage.setItem('out:anna', JSON.stringify({ edits: [], answers: [] })));
        issuer.person = { sub: 'ben', roles: [] };
        await page.goto(`${shop.base}/signin?to=${encodeURIComponent(address)}`);
        await page.getByText('Beer').waitFor();
        await until(`her pushes end, ${how}`, () => ended > 0);
        await until(`nothing of hers is kept, ${how}`, () => page.evaluate(() => localStorage.getItem('me:ben') !== null && !Object.keys(localStorage).some(name => name.endsWith(':anna'))));
      });
    }
  }), oneByOne);

  test('a member of the staff signs in on the board and acts in their own name', () => withIssuer(async (shop, issuer) => {
    const store = await shop.addStore();
    await shop.call('Stores/PutStaffMember', { member: { id: 'kim', name: 'Kim', storeIds: [store], roles: ['staff'] } });
    await shop.call('Stores/PutStaffMember', { member: { id: 'olga', name: 'Olga', storeIds: [store], roles: ['manager'] } });
    await shop.addShopper('anna', 'Anna');
    await shop.addWaiting(store, 'o1', 'anna');
    issuer.person = { sub: 'kim', roles: ['staff'] };
    await withPage(`${shop.base}/staff/${store}`, {}, async page => {
      await page.getByRole('link', { name: 'Sign in' }).click();
      await loaded(page);
      await page.getByRole('button', { name: 'Signed in: kim' }).waitFor();
      await page.getByRole('button', { name: 'Hand over' }).click();
      await page.getByRole('button', { name: 'Handed over' }).waitFor();
      await assert.rejects(shop.call('Staff/Claim', { storeId: store, orderId: 'o1' }), /was claimed by Kim/);
    });
    issuer.person = { sub: 'anna', roles: [] };
    await withPage(`${shop.base}/staff/${store}`, {}, async page => {
      await page.getByRole('link', { name: 'Sign in' }).click();
      await page.getByText('This page may not be shown to you.').waitFor();
    });
  }), oneByOne);
}

export function boardTests(shop) {
  test('a tablet is registered once; whoever works there signs in with a PIN, and it locks after three minutes', async () => {
    const store = await shop.addStore();
    for (const [id, name, pin] of [['kim', 'Kim', '1234'], ['lee', 'Lee <b>', '56789']]) await shop.call('Stores/PutStaffMember', { member: { id: `${store}-${id}`, name, storeIds: [store], roles: ['staff'], pin } });
    await shop.addShopper(`${store}-anna`, 'Anna Lindqvist');
    await shop.addWaiting(store, `${store}-1`, `${store}-anna`);
    const { device, password } = await shop.call('Operators/PutDevice', { device: { storeId: store, kind: 'board', id: 'tablet-1' } });
    await withPage(`${shop.base}/staff/${store}`, { hasClock: true }, async (page, context) => {
      await loaded(page);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: 'This is a board of the shop' }).click();
      await page.getByLabel('User name of the board').fill(device.userName);
      await page.getByLabel('Password').fill('wrong');
      await page.getByRole('button', { name: 'Register' }).click();
      await page.getByText('There is no board with this user name and password.').waitFor();
      await passesAxe(page, 'registering');
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Register' }).click();

      const waits = page.locator('[data-cards=pickups]');
      await until('it is a board without names', async () => /Order/.test(await waits.innerText()) && !/Anna/.test(await page.locator('body').innerText()));
      await is('the buttons', () => waits.getByRole('button').count(), 0);
      await passesAxe(page, 'locked');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: 'Lee <b>' }).waitFor();
      await passesAxe(page, 'who signs in');
      await page.getByRole('button', { name: 'Kim' }).click();
      await page.locator('#board-pin').fill('0000');
      await page.locator('#board-pin').press('Enter');
      await page.getByText('This is not the PIN.').waitFor();
      await passesAxe(page, 'a wrong PIN');
      await page.locator('#board-pin').fill('1234');
      await page.locator('#board-pin').press('Enter');

      await says(waits, /Anna Lindqvist/);
      await page.getByRole('button', { name: `Signed in: ${store}-kim` }).waitFor();
      await stopClock(page);
      await page.getByRole('button', { name: 'Hand over' }).click();
      await page.getByRole('button', { name: 'Handed over' }).waitFor();
      await is('the cookie', async () => (await context.cookies()).filter(c => c.name === 'smartstore-board').map(c => [c.httpOnly, c.sameSite]), [[true, 'Strict']]);

      await page.clock.runFor(179_000);
      assert.match(await waits.innerText(), /Anna Lindqvist/);
      await page.clock.runFor(2_000);
      await resumeClock(page);
      await until('names are gone', async () => !/Anna/.test(await page.locator('body').innerText()));
      await says(waits, /Order/);
      await is('who it is', () => page.evaluate(() => fetch('/session').then(answer => answer.json()).then(({ subject, roles }) => [subject, roles])), [`${store}-kim`, ['board']]);
    });
  });

  /** A board of a new store, which Anna is in and waits at, with the page of who signed in with a PIN. */
  const withBoard = async (options, use) => {
    const store = await shop.addStore();
    await shop.call('Stores/PutStaffMember', { member: { id: `${store}-kim`, name: 'Kim', storeIds: [store], roles: ['staff'], pin: '1234' } });
    await shop.addShopper(`${store}-anna`, 'Anna Lindqvist');
    await shop.addWaiting(store, `${store}-1`, `${store}-anna`);
    const { device, password } = await shop.call('Operators/PutDevice', { device: { storeId: store, kind: 'board', id: 'tablet-1' } });
    const { base = shop.base, ...browser } = options;
    await withPage(`${base}/staff/${store}`, browser, async (page, context) => {
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: 'This is a board of the shop' }).click();
      await page.getByLabel('User name of the board').fill(device.userName);
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Register' }).click();
      await until('it is a board without names', async () => (await page.evaluate(() => fetch('/session').then(answer => answer.text())).catch(() => '')).includes('"board"'));
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: 'Kim' }).click();
      await page.locator('#board-pin').fill('1234');
      await page.locator('#board-pin').press('Enter');
      await page.getByText('Anna Lindqvist').first().waitFor();
      await use(page, context, store);
    });
  };

  test('what another window of a board shows with names goes when it is locked', () => withBoard({}, async (page, context, store) => {
    const other = await context.newPage();
    await other.goto(`${shop.base}/staff/${store}`);
    await other.getByText('Anna Lindqvist').first().waitFor();
    await page.getByRole('button', { name: `Signed in: ${store}-kim` }).click();
    await page.getByRole('button', { name: 'Lock' }).click();
    await other.getByRole('button', { name: 'Sign in' }).waitFor();
    await until('its names are gone', async () => !/Anna/.test(await other.locator('body').innerText()));
  }));

  test('a board that is locked while the server is away stays locked when it is loaded again, and tells the server', () => withBoard({}, async (page, _, store) => {
    const roles = () => page.evaluate(() => fetch('/session').then(answer => answer.json()).then(session => session.roles));
    await page.getByRole('button', { name: `Signed in: ${store}-kim` }).click();
    // That it is locked does not get through; all else does.
    let asked = 0;
    await page.route('**/board/lock', route => { asked++; return route.abort(); });
    await page.getByRole('button', { name: 'Lock' }).click();
    await until('the server was told in vain, and again', () => asked > 1);
    // Who touches it is not let in by that.
    await page.locator('h1').click();
    asked = 0;
    await page.reload();
    await until('it is locked again', () => asked > 0);
    assert.deepEqual(await roles(), ['staff']);
    await says(page.locator('[data-cards=pickups]'), /Order/);
    assert.ok(!/Anna/.test(await page.content()));
    await page.unroute('**/board/lock');
    await until('the server knows', async () => (await roles()).includes('board'));
  }));

  test('a board that locks itself closes the window that names somebody, and hides nobody whom a search left out', () => withBoard({ hasClock: true }, async (page, _, store) => {
    await page.getByRole('button', { name: `Signed in: ${store}-kim` }).waitFor();
    await page.locator('[data-cards=guests]').getByText('Anna Lindqvist').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('nobody of this name');
    await is('what is found', () => page.locator('[data-cards=pickups] > li').count(), 0);
    await page.locator('.zone[data-zone=z1]').click();
    await page.getByRole('dialog').getByText('Anna Lindqvist').waitFor();
    await stopClock(page);
    await page.clock.runFor(181_000);
    await resumeClock(page);
    await until('no name is in the page', async () => !(await page.content()).includes('Anna'));
    await says(page.locator('[data-cards=pickups]'), /Order/);
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }));

  test('an operator signs in on the manager’s pages and acts in their own name, and nobody else does', () => withIssuer(async (shop, issuer) => {
    const store = await shop.addStore({ name: 'Harbour Street' });
    await shop.addShopper('anna', 'Anna');
    issuer.person = { sub: 'olaf', roles: ['operator'] };
    await withPage(`${shop.base}/manage/stores/${store}`, { locale: 'en-GB' }, async page => {
      await page.getByRole('heading', { name: 'Harbour Street' }).waitFor();
      await page.getByText('Signed in: olaf').waitFor();
      await page.getByText('How many people are where is shown to the roles staff and manager').waitFor();
      await page.locator('#plan [data-zone]').first().waitFor();
      await passesAxe(page, 'an operator who is no staff');
      await page.getByRole('link', { name: 'Devices' }).click();
      await page.getByLabel('Id', { exact: true }).fill('a0');
      await page.getByRole('button', { name: 'Add a device' }).click();
      await page.locator('#password').waitFor();
      await page.goto(`${shop.base}/manage/why`);
      await page.getByLabel('Shopper id').fill('anna');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Decisions' }).waitFor();
      await is('who looked', async () => (await shop.call('Shoppers/GetAccessLog', { shopperId: 'anna' })).accesses.find(access => access.what === 'decisions').who, 'olaf');
      issuer.person = { sub: 'kim', roles: ['staff'] };
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByText('It needs the role “operator”').waitFor();
      await page.getByText('Signed in: kim').waitFor();
    });
  }), oneByOne);
}
