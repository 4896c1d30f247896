// What who runs the shops sees: pages that the server makes, with forms that work by themselves.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fits, loaded, passesAxe, withPage } from './browser.mjs';
import { is, says, test, until, wholeTest } from './harness.mjs';
import { Shop } from './shop.mjs';

const hurtful = '<img src=x onerror="window.hurt=1"><script>window.hurt=2</script>';

export function manageTests(shop) {
  const manage = (path = '') => `${shop.base}/manage${path}`;
  const english = { locale: 'en-GB' };

  test('the manager finds every store, and in it the plan, the zones, the receivers and the terminals', async () => {
    const store = await shop.addStore({ name: 'Harbour Street' });
    await shop.scannerSays(store, 'a2', 'offline');
    await is('the failing receivers', async () => (await shop.call('Operators/ListStores', {})).stores.find(line => line.id === store).receiversFailing, 1);
    // Other tests have their stores there, too: the newest is on the first page.
    await withPage(manage('?stores-sort=-put'), english, async page => {
      await says(page.getByRole('row', { name: 'Harbour Street' }), /1 receiver fails/);
      await page.getByRole('link', { name: 'Harbour Street' }).click();
      await loaded(page);
      await is('the heading', () => page.getByRole('heading', { level: 1 }).innerText(), 'Harbour Street');
      await is('the plan', () => Promise.all(['.zone', '.anchor', '.anchor.beacon', '.way', '.terminal'].map(part => page.locator(`#plan ${part}`).count())), [3, 3, 2, 2, 3]);
      await says(page.locator('tr[data-receiver=a2]'), /Frozen[\s\S]*silent/);
      await says(page.locator('tr[data-zone=z2] [data-count]'), /unknown/);
      await is('who is in the zone', () => page.locator('tr[data-zone=z0] [data-count]').innerText(), '0');
      await is('the link', () => page.getByRole('link', { name: 'Open the kiosk' }).first().getAttribute('href'), `/kiosk/${store}/desk-1`);
    });
  });

  test('a zone that no way leads to is marked', async () => {
    const store = await shop.addStore();
    const layout = await shop.call('Stores/GetStore', { storeId: store });
    layout.zones[1].neighbours = ['z0'];
    await shop.call('Stores/PutStore', { store: layout });
    await withPage(manage(`/stores/${store}`), english, async page => {
      await says(page.locator('tr[data-zone=z2]'), /unreachable/);
      assert.doesNotMatch(await page.locator('tr[data-zone=z1]').innerText(), /unreachable/);
    });
  });

  test('markup in names never becomes markup on the manager’s pages', async () => {
    const store = await shop.addStore({ name: hurtful, zones: [hurtful, `"><b data-zone=x>`, 'Frozen'] });
    for (const path of ['?stores-sort=-put', `/stores/${store}`]) {
      await withPage(manage(path), english, async page => {
        if (path.startsWith('/')) await page.locator('#plan .zone').first().waitFor();
        await says(page.locator('main'), /<img src=x/);
        assert.deepEqual(await page.evaluate(() => [globalThis.hurt, document.querySelectorAll('main img, main b').length]), [undefined, 0]);
      });
    }
  });

  test('what does not exist is said with its status, and a page speaks the browser’s language', async () => {
    const answer = await fetch(manage('/stores/never-put'));
    assert.equal(answer.status, 404);
    assert.match(await answer.text(), /There is no store/);
    await withPage(manage(), { locale: 'ko-KR' }, async page => {
      await page.getByRole('heading', { name: '매장 목록' }).waitFor();
      await is('the language', () => page.evaluate(() => document.documentElement.lang), 'ko');
    });
  });

  test('the manager’s pages are made to be read by nobody else: no frame, no script but theirs, nothing kept', async () => {
    const answer = await fetch(manage());
    assert.match(answer.headers.get('content-security-policy'), /default-src 'none'.*script-src 'self'.*form-action 'self'.*frame-ancestors 'none'/);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });

  const document = (id, more = {}) => ({
    stores: [{ id, name: `Shop ${id}`, zones: [{ id: 'door', name: 'Door', entrance: true }], anchors: [{ id: 'a1', zoneId: 'door' }] }],
    staff: [{ id: `${id}-kim`, name: 'Kim', storeIds: [id], roles: ['staff'], pin: '4711' }], ...more,
  });
  const file = (name, content) => ({ name, mimeType: 'application/json', buffer: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)) });

  test('a document is checked, then applied, and again it changes nothing', async () => {
    const id = `imported-${Date.now()}`;
    await withPage(manage('/import'), english, async page => {
      await page.getByLabel('File').setInputFiles(file('shop.json', document(id)));
      await page.getByRole('button', { name: 'Check only' }).click();
      await page.getByRole('heading', { name: 'shop.json is right; nothing was changed yet' }).waitFor();
      await is('the row of stores', () => page.locator('tr[data-what=stores]').innerText(), 'stores\t1\t0\t0');
      assert.equal((await fetch(manage(`/stores/${id}`))).status, 404);
      await page.getByRole('button', { name: 'Check and apply' }).click();
      await page.getByRole('heading', { name: 'shop.json was imported' }).waitFor();
      assert.equal((await fetch(manage(`/stores/${id}`))).status, 200);
      await page.getByRole('button', { name: 'Check and apply' }).click();
      await page.getByText('Everything is there already').waitFor();
      await is('the row of staff', () => page.locator('tr[data-what=staff]').innerText(), 'staff\t0\t0\t1');
      assert.ok(!(await page.content()).includes('4711'));
    });
  });

  test('every mistake of a document is named by its path, of shape and of content, and nothing is imported', async () => {
    const id = `wrong-${Date.now()}`, wrong = document(id, { surprise: 1 });
    wrong.stores[0].zones.push('not a zone');
    wrong.stores[0].anchors[0].zoneId = hurtful;
    for (const javaScriptEnabled of [true, false]) {
      await withPage(manage('/import'), { ...english, javaScriptEnabled }, async page => {
        await page.getByLabel('File').setInputFiles(file(`${hurtful}.json`, wrong));
        await page.getByRole('button', { name: 'Check and apply' }).click();
        await page.getByText('Nothing was imported.').waitFor();
        for (const path of ['surprise', 'stores[0].zones[1]', 'stores[0].anchors[0].zone_id']) await until(`${path} is among the problems`, async () => (await page.locator('#problems').innerText()).includes(path));
        assert.equal(await page.locator('main img').count(), 0);
        if (javaScriptEnabled) await is('the focus', () => page.evaluate(() => document.activeElement.id), 'problems');
      });
    }
    assert.equal((await fetch(manage(`/stores/${id}`))).status, 404);
  });

  test('a file that is no JSON, or none at all, is said to be so', async () => {
    await withPage(manage('/import'), english, async page => {
      await page.getByLabel('File').setInputFiles(file('shop.json', '{"stores":['));
      await page.getByRole('button', { name: 'Check only' }).click();
      await page.getByText('is not JSON here').waitFor();
    });
    const form = new FormData();
    form.set('do', 'apply');
    const answer = await fetch(manage('/import'), { method: 'POST', body: form, headers: { 'sec-fetch-site': 'same-origin' } });
    assert.equal(answer.status, 422);
    assert.match(await answer.text(), /choose a file/);
  });

  test('a form that another site sends is refused before it is read', async () => {
    const store = await shop.addStore();
    const send = headers => fetch(manage(`/stores/${store}/devices`), { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers }, body: 'kind=scanner&id=a0' });
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site', origin: shop.base }, { origin: 'https://elsewhere.example' }, { origin: 'null' }, {}]) assert.equal((await send(headers)).status, 403, JSON.stringify(headers));
    assert.equal((await shop.call('Operators/ListDevices', { storeId: store })).devices, undefined);
    assert.equal((await send({ origin: shop.base })).status, 200);
    // Something in front of the server may end TLS. The same device once more: it is refused by itself, which the page says.
    assert.notEqual((await send({ origin: shop.base.replace('http:', 'https:') })).status, 403);
    assert.equal((await shop.call('Operators/ListDevices', { storeId: store })).devices.length, 1);
  });

  test('a device is added with a password that is shown once, gets another one, and is removed', async () => {
    const store = await shop.addStore();
    await withPage(manage(`/stores/${store}/devices`), english, async page => {
      await page.getByText('No device of this store is registered.').waitFor();
      await page.getByLabel('Id', { exact: true }).fill('not an id!');
      await page.getByRole('button', { name: 'Add a device' }).click();
      await page.getByText('must be 1–64 characters').waitFor();
      await is('the focus', () => page.evaluate(() => document.activeElement.id), 'id');
      await is('what was typed', () => page.getByLabel('Id', { exact: true }).inputValue(), 'not an id!');
      await page.getByLabel('Id', { exact: true }).fill('a0');
      await page.keyboard.press('Enter');
      await says(page.locator('#password'), /^[0-9a-f]{40}$/);
      const password = await page.locator('#password').innerText();
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: shop.base });
      await page.getByRole('button', { name: 'Copy: Password' }).click();
      await is('what was copied', () => page.evaluate(() => navigator.clipboard.readText()), password);
      await is('the code has modules', () => page.getByRole('img', { name: 'The password as a QR code' }).locator('path').getAttribute('d').then(path => path.length > 1000), true);
      await is('the user name', () => page.locator('#user').innerText(), `${store}/scanner/a0`);
      await page.goto(manage(`/stores/${store}/devices`));
      assert.ok(!(await page.content()).includes(password));
      await page.getByLabel('Id', { exact: true }).fill('a0');
      await page.getByRole('button', { name: 'Add a device' }).click();
      await page.getByText('is registered already').waitFor();
      await page.getByText('Change', { exact: true }).last().click();
      await page.getByRole('button', { name: 'New password' }).click();
      await until('the password is another', async () => ![password, ''].includes(await page.locator('#password').innerText()));
      await page.getByText('Change', { exact: true }).last().click();
      await page.getByRole('button', { name: 'Remove' }).click();
      await page.getByText('a0 was removed.').waitFor();
      await page.getByText('No device of this store is registered.').waitFor();
    });
  });

  test('a long list is shown fifty rows at a time, sorted by its columns, and is whole as a file', async () => {
    const store = await shop.addStore();
    for (let i = 0; i < 51; i++) await shop.call('Operators/PutDevice', { device: { storeId: store, kind: i ? 'scanner' : 'gateway', id: `d${String(i).padStart(2, '0')}` } });
    await withPage(manage(`/stores/${store}/devices`), english, async page => {
      const ids = () => page.locator('#devices tbody th').allInnerTexts();
      await is('the rows', () => ids().then(rows => [rows.length]), [50]);
      await says(page.locator('main'), /1–50 of 51/);
      await page.getByRole('columnheader', { name: 'Id' }).getByRole('link').click();
      await is('the first', () => ids().then(rows => rows[0]), 'd00');
      await page.getByRole('columnheader', { name: 'Id' }).getByRole('link').click();
      await is('the first', () => ids().then(rows => rows[0]), 'd50');
      await is('what is told of the order', () => page.getByRole('columnheader', { name: 'Id' }).getAttribute('aria-sort'), 'descending');
      await page.getByRole('link', { name: 'Next' }).click();
      await is('the last page', ids, ['d00']);
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Save as CSV' }).click()]);
      assert.equal(file.suggestedFilename(), 'devices.csv');
      const lines = readFileSync(await file.path(), 'utf8').split('\r\n');
      assert.deepEqual([lines.length, lines[0], lines[1].split(',').slice(0, 3)], [53, '\ufeffKind,Id,User name,Password of,Last heard', ['scanner', 'd50', `${store}/scanner/d50`]]);
    });
  });

  test('a name that a spreadsheet would take for a formula is text in a file', async () => {
    const store = await shop.addStore({ name: '=HYPERLINK("http://x"),1' });
    const file = await (await fetch(manage('?csv=stores'))).text();
    assert.match(file, /\r\n"'=HYPERLINK\(""http:\/\/x""\),1",/, store);
  });

  test('a member of the staff is put, and a PIN that is none is not shown again', async () => {
    const store = await shop.addStore({ name: 'Mill Lane' });
    await withPage(manage('/staff'), english, async page => {
      await page.getByLabel('Id', { exact: true }).fill(`${store}-kim`);
      await page.getByRole('textbox', { name: 'Name' }).fill('Kim');
      await page.getByLabel('Mill Lane').check();
      await page.getByLabel('PIN').fill('12345a');
      await page.getByRole('button', { name: 'Put the member' }).click();
      await page.getByText('must be 4–8 digits').waitFor();
      assert.ok(!(await page.content()).includes('12345a'));
      await is('what was typed', () => page.getByRole('textbox', { name: 'Name' }).inputValue(), 'Kim');
      await page.getByLabel('PIN').fill('4711');
      await page.getByRole('button', { name: 'Put the member' }).click();
      await page.getByText('Kim was put.').waitFor();
    });
  });

  test('with an issuer configured nobody has the manager’s pages without being somebody', async () => {
    const closed = new Shop();
    writeFileSync(join(closed.data, 'jwks.json'), '{"keys":[]}');
    await closed.start('serve', '--jwt-issuer', 'https://issuer.example', '--jwt-audience', 'shop', '--jwks', join(closed.data, 'jwks.json'));
    try {
      for (const path of ['', '/import', '/staff']) {
        const answer = await fetch(`${closed.base}/manage${path}`);
        assert.equal(answer.status, 401);
        assert.match(await answer.text(), /You are not signed in/);
      }
      assert.equal((await fetch(`${closed.base}/manage/import`, { method: 'POST', headers: { origin: closed.base } })).status, 401);
      await closed.stop();
      await closed.start('serve', '--jwt-issuer', 'https://issuer.example', '--jwt-audience', 'shop', '--jwks', join(closed.data, 'jwks.json'), '--oidc-client-id', 'pages');
      const sent = await fetch(`${closed.base}/manage/staff`, { redirect: 'manual', headers: { accept: 'text/html' } });
      assert.deepEqual([sent.status, sent.headers.get('location')], [302, '/signin?to=%2Fmanage%2Fstaff']);
    } finally {
      await closed.close();
    }
  });

  test('why something was sent or not is shown in order, and the shopper reads who looked', async () => {
    const store = await shop.addStore(), anna = `${store}-anna`;
    await shop.addShopper(anna, hurtful, { items: [{ id: 'i1', name: 'Bread', productId: 'bread', quantity: 1 }] });
    await shop.addWaiting(store, `${store}-1`, anna);
    await withPage(manage('/why'), english, async page => {
      await page.getByLabel('Shopper id').fill('nobody');
      await page.getByRole('button', { name: 'Show the decisions' }).click();
      await page.getByText('There is no shopper').waitFor();
      await page.getByLabel('Shopper id').fill(anna);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Decisions' }).waitFor();
      const decided = pattern => until(`a decision says ${pattern}`, async () => (await page.locator('.timeline > li').allInnerTexts()).some(text => pattern.test(text)));
      await decided(/order[\s\S]*pickup/);
      await decided(/nothing was sent/);
      await passesAxe(page, 'decisions');
      assert.equal(page.url(), manage('/why'));
    });
    await is('the last look', async () => { const [last] = (await shop.call('Shoppers/GetAccessLog', { shopperId: anna })).accesses; return [last.who, last.what]; }, ['operator', 'decisions']);
  });

  test('no link makes a look at a shopper, and no form of another site', async () => {
    const anna = `${await shop.addStore()}-anna`;
    await shop.addShopper(anna, 'Anna');
    assert.doesNotMatch(await (await fetch(manage(`/why?shopper=${anna}`))).text(), new RegExp(anna));
    const send = site => fetch(manage('/why'), { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': site }, body: `shopper=${anna}` });
    const looks = async () => ((await shop.call('Shoppers/GetAccessLog', { shopperId: anna })).accesses ?? []).filter(access => access.what === 'decisions').length;
    assert.equal((await send('cross-site')).status, 403);
    assert.equal(await looks(), 0);
    assert.equal((await send('same-origin')).status, 200);
    await is('the looks', looks, 1);
  });

  test('what was heard and thought of a shopper is shown from memory, and of who does not agree it is said that nothing is', async () => {
    const store = await shop.addStore(), anna = `${store}-anna`;
    await shop.addShopper(anna, 'Anna');
    const beacon = (await shop.call('Stores/GetStore', { storeId: store })).anchors[1].beacon;
    await until('the tracker has looked', async () => {
      await shop.call('Shoppers/Report', { shopperId: anna, storeId: store, heard: [{ at: new Date().toISOString(), rssiDbm: -50, beacon }] });
      return ((await shop.call('Operators/Evidence', { shopperId: anna, storeId: store })).steps ?? []).some(step => step.toldZoneId === 'z1');
    });
    await withPage(manage('/why'), english, async page => {
      await page.getByLabel('Shopper id').fill(anna);
      await page.locator('select[name=store]').selectOption(store);
      await until('the newest look says what was heard', async () => {
        await shop.call('Shoppers/Report', { shopperId: anna, storeId: store, heard: [{ at: new Date().toISOString(), rssiDbm: -50, beacon }] });
        await page.getByRole('button', { name: 'Show the decisions' }).click();
        await page.getByRole('heading', { name: 'What was heard and thought' }).waitFor();
        return /Fruit and vegetables[\s\S]*Fruit and vegetables \d+ %, -\d+ dBm/.test(await page.locator('tbody tr').first().innerText());
      });
      await passesAxe(page, 'evidence');
      await shop.call('Shoppers/PutConsent', { shopperId: anna, purposes: [] });
      await page.getByRole('button', { name: 'Show the decisions' }).click();
      await page.getByText('does not agree to presence').waitFor();
    });
    await until('the look is told', async () => (await shop.call('Shoppers/GetAccessLog', { shopperId: anna })).accesses.some(access => access.what === 'evidence'));
  });

  test('cases are listed by state, and a corrected topic is kept', async () => {
    const store = await shop.addStore(), anna = `${store}-anna`;
    await shop.addShopper(anna, hurtful);
    const { id } = await shop.call('Shoppers/OpenCase', { shopperId: anna, requestId: `${store}-r`, kind: 'CASE_KIND_COMPLAINT', storeId: store, text: `${hurtful} the milk was sour` });
    await withPage(manage(`/stores/${store}/cases`), english, async page => {
      await loaded(page);
      const card = page.locator(`[data-case="${id}"]`);
      await card.waitFor();
      await page.getByLabel('Your staff id').waitFor();
      assert.equal(await page.evaluate(() => globalThis.hurt), undefined);
      await passesAxe(page, 'a case');
      await card.getByLabel('Topic').selectOption('staff.praise');
      await card.getByRole('button', { name: 'Correct the topic' }).click();
      await card.getByText('Say your staff id first.').waitFor();
      await page.getByLabel('Your staff id').fill('kim');
      await card.getByLabel('Topic').selectOption('staff.praise');
      await card.getByRole('button', { name: 'Correct the topic' }).click();
      await card.getByText('The topic was corrected.').waitFor();
      await page.reload();
      await card.waitFor();
      await is('the topic', () => card.getByLabel('Topic').inputValue(), 'staff.praise');
      await page.getByLabel('open', { exact: true }).uncheck();
      await card.waitFor({ state: 'detached' });
      await page.getByText('No case of these states.').waitFor();
      await page.getByLabel('open', { exact: true }).check();
      await card.waitFor();
      await shop.call('Staff/UpdateCase', { storeId: store, caseId: id, staffId: 'kim', take: true });
      await shop.call('Staff/UpdateCase', { storeId: store, caseId: id, staffId: 'kim', settle: { outcome: 'CASE_OUTCOME_HELPED', text: 'x' } });
      await card.waitFor({ state: 'detached' });
    });
  });

  test('a calibration is put, shown and taken back, and one that does not fit says why', async () => {
    const store = await shop.addStore();
    const hall = anchor => JSON.stringify({ format: 1, version: 1, sensing: 'store', offsets: [{ anchor, offsetDb: 3.5 }], places: [], walks: [], unfamiliarNats: 0 });
    await withPage(manage(`/stores/${store}/calibration`), english, async page => {
      await page.getByText('There is none').waitFor();
      await page.getByLabel('File').setInputFiles(file('hall.json', hall('attic')));
      await page.getByRole('button', { name: 'Put a calibration' }).click();
      await page.getByText('it names anchor "attic", which the layout lacks').waitFor();
      await page.getByLabel('File').setInputFiles(file('hall.json', hall('a1')));
      await page.getByRole('button', { name: 'Put a calibration' }).click();
      await page.getByText('The calibration is in force.').waitFor();
      await says(page.getByRole('row', { name: 'a1' }), /\+3\.5 dB/);
      await passesAxe(page, 'calibration');
      await page.locator('summary', { hasText: 'Take it back' }).click();
      await page.getByRole('button', { name: 'Take it back' }).click();
      await page.getByText('There is none').waitFor();
    });
  });

  test('the figures are those of the process, in words', async () => {
    const store = await shop.addStore();
    await shop.scannerSays(store, 'a2', 'offline');
    await until('it is counted', async () => (await (await fetch(`${shop.base}/metrics`)).text()).includes(`smartstore_receivers{state="degraded",store="${store}"} 1`));
    await withPage(manage('/figures'), english, async page => {
      await loaded(page);
      await is('the row', () => page.locator(`tr[data-row=${store}]`).innerText(), `${store}\t0\t0\t0\t1`);
      await says(page.locator('tr[data-row="Stores/PutStore"]').first(), /^Stores\/PutStore\tok\t\d+$/);
    });
  });

  const cell = (page, name) => page.locator(`[name="${name}"]`);

  test('a layout is changed in its form: drawn as it is typed, shown before it is saved, and what the form does not show stays', async () => {
    const store = await shop.addStore();
    const before = await shop.call('Stores/GetStore', { storeId: store });
    before.opening = [{ weekday: 1, from: '08:00', until: '20:00' }];
    await shop.call('Stores/PutStore', { store: before });
    await withPage(manage(`/stores/${store}/layout`), english, async page => {
      await loaded(page);
      await is('the zones', () => page.locator('#plan .zone').count(), 3);
      await cell(page, 'zones.3.id').fill('cellar');
      await cell(page, 'zones.3.name').fill(hurtful);
      await cell(page, 'zones.3.neighbours').fill('z0, z1');
      await cell(page, 'zones.3.outline').fill('0;-20 8;-20 8;-12');
      await cell(page, 'zones.3.order').fill('1.5');
      await cell(page, 'anchors.0.x_m').fill('1.25');
      await cell(page, 'terminals.0.removed').check();
      await is('the plan of what is typed', () => Promise.all(['.zone[data-zone=cellar]', '.terminal'].map(part => page.locator(`#plan ${part}`).count())), [1, 2]);
      await page.getByRole('button', { name: 'See what changes' }).click();
      await page.getByRole('heading', { name: '3 changes, not saved yet' }).waitFor();
      await says(page.locator('#changes'), /added\s+zone cellar[\s\S]*changed\s+anchor a0[\s\S]*removed\s+terminal desk-1/);
      await says(page.locator('#changes'), /One zone cannot be reached/);
      assert.deepEqual((await shop.call('Stores/GetStore', { storeId: store })).zones.length, 3);
      await passesAxe(page, 'changes');
      await page.getByRole('button', { name: 'Save the layout' }).click();
      await page.getByText('The layout is in force.').waitFor();
      const after = await shop.call('Stores/GetStore', { storeId: store });
      assert.deepEqual(after.zones.map(zone => zone.id), ['z0', 'cellar', 'z1', 'z2']);
      assert.deepEqual(after.zones[1], { id: 'cellar', name: hurtful, neighbours: ['z0', 'z1'], outline: [{ yM: -20 }, { xM: 8, yM: -20 }, { xM: 8, yM: -12 }] });
      assert.deepEqual([after.anchors[0].xM, after.terminals.map(terminal => terminal.id), after.opening], [1.25, ['info-1', 'sign-1'], before.opening]);
      assert.equal(await page.evaluate(() => globalThis.hurt), undefined);
    });
  });

  test('what is wrong with a layout stands beside its field, and what was typed stays', async () => {
    const store = await shop.addStore();
    await withPage(manage(`/stores/${store}/layout`), { ...english, javaScriptEnabled: false }, async page => {
      await cell(page, 'anchors.1.zone_id').fill('attic');
      await cell(page, 'zones.1.neighbours').fill('z0 roof');
      await cell(page, 'zones.0.outline').fill('0;0 4;0 4;3 here');
      await cell(page, 'currency').fill('euro');
      await page.getByRole('button', { name: 'Save the layout' }).click();
      await page.getByRole('heading', { name: '4 mistakes' }).waitFor();
      for (const [name, text] of [['anchors.1.zone_id', 'no zone "attic"'], ['zones.1.neighbours', 'no zone "roof"'], ['zones.0.outline', '"here" is no point, such as 4.5;-2'], ['currency', 'must be a code of three capital letters, such as EUR']]) {
        await is(name, () => cell(page, name).getAttribute('aria-invalid'), 'true');
        await is(name, () => page.locator(`[id="${name}-wrong"]`).innerText(), text);
      }
      await is('what was typed', () => cell(page, 'currency').inputValue(), 'euro');
      assert.equal((await shop.call('Stores/GetStore', { storeId: store })).currency, 'EUR');
    });
  });

  test('a layout that somebody else changed meanwhile is not overwritten', async () => {
    const store = await shop.addStore();
    await withPage(manage(`/stores/${store}/layout`), english, async page => {
      await loaded(page);
      const other = await shop.call('Stores/GetStore', { storeId: store });
      await shop.call('Stores/PutStore', { store: { ...other, name: 'Renamed' } });
      await cell(page, 'name').fill('Mine');
      await page.getByRole('button', { name: 'Save the layout' }).click();
      await page.getByText('Somebody else changed this layout meanwhile.').waitFor();
      await is('the name', () => cell(page, 'name').inputValue(), 'Renamed');
      assert.equal((await shop.call('Stores/GetStore', { storeId: store })).name, 'Renamed');
    });
  });

  test('of two saves of a layout at once the second is refused', async () => {
    const store = await shop.addStore();
    await withPage(manage(`/stores/${store}/layout`), english, async page => {
      await loaded(page);
      const statuses = await page.evaluate(() => Promise.all(Array.from({ length: 8 }, async (_, n) => {
        const form = new FormData(document.querySelector('#layout'));
        form.set('name', `Save ${n}`);
        form.set('do', 'save');
        return (await fetch(location.href, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' })).type;
      })));
      assert.deepEqual(statuses.sort(), ['basic', 'basic', 'basic', 'basic', 'basic', 'basic', 'basic', 'opaqueredirect']);
    });
  });

  test('a new store is made after another one, and never over one that is there', async () => {
    const store = await shop.addStore();
    await withPage(manage(`/stores/${store}`), english, async page => {
      await page.getByRole('link', { name: 'New store after this one' }).click();
      await loaded(page);
      await cell(page, 'id').fill(store);
      await page.getByRole('button', { name: 'Save the layout' }).click();
      await page.locator('[id="id-wrong"]', { hasText: 'a store of this id is there already' }).waitFor();
      await cell(page, 'id').fill(`${store}-two`);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: /changes, not saved yet/ }).waitFor();
      await page.getByRole('button', { name: 'Save the layout' }).click();
      await page.getByText('The layout is in force.').waitFor();
      const [one, two] = await Promise.all([store, `${store}-two`].map(id => shop.call('Stores/GetStore', { storeId: id })));
      assert.deepEqual({ ...two, id: store }, one);
    });
  });

  wholeTest('a store of 96 zones and 4,096 anchors is shown and edited', async () => {
    const zones = Array.from({ length: 96 }, (_, i) => ({ id: `z${i}`, name: `Zone ${i}`, neighbours: i ? [`z${i - 1}`] : ['z1'], entrance: i === 0 }));
    const anchors = Array.from({ length: 4096 }, (_, i) => ({ id: `a${i}`, zoneId: `z${i % 96}`, xM: 6 * (i % 96 % 12) + (i % 7) / 4, yM: 6 * Math.floor(i % 96 / 12) + (i % 5) / 4 }));
    await shop.call('Stores/PutStore', { store: { id: 'vast', name: 'Vast', zones, anchors } });
    await withPage(manage('/stores/vast'), english, async page => {
      await loaded(page);
      await is('the anchors', () => page.locator('#plan .anchor').count(), 4096);
      await page.goto(manage('/stores/vast/layout'));
      await loaded(page);
      await cell(page, 'anchors.4095.z_m').fill('3');
      await page.getByRole('button', { name: 'Save the layout' }).click();
      await page.getByText('The layout is in force.').waitFor();
      assert.equal((await shop.call('Stores/GetStore', { storeId: 'vast' })).anchors[4095].zM, 3);
    });
  });

  const pages = async () => {
    const store = await shop.addStore();
    await shop.call('Operators/PutDevice', { device: { storeId: store, kind: 'scanner', id: 'a0' } });
    return [
      ['stores', manage()], ['store', manage(`/stores/${store}`)], ['import', manage('/import')], ['devices', manage(`/stores/${store}/devices`)], ['staff', manage('/staff')],
      ['why', manage('/why')], ['cases', manage(`/stores/${store}/cases`)], ['calibration', manage(`/stores/${store}/calibration`)], ['figures', manage('/figures')], ['layout', manage(`/stores/${store}/layout`)], ['new', manage('/new')],
    ];
  };
  const lookAtAll = (options, look) => withPage(undefined, { ...english, ...options }, async page => {
    for (const [what, address] of await pages()) {
      await page.goto(address);
      if (['store', 'cases', 'figures', 'layout', 'new'].includes(what)) await loaded(page);
      await look(page, what);
    }
  });
  for (const colorScheme of ['light', 'dark']) {
    test(`the manager’s pages pass axe, ${colorScheme}`, () => lookAtAll({ colorScheme }, passesAxe));
    wholeTest(`the manager’s pages pass axe and fit, ${colorScheme}, 320 px`, () => lookAtAll({ colorScheme, viewport: { width: 320, height: 640 } }, async (page, what) => {
      await passesAxe(page, what);
      await fits(page, what);
    }));
  }

  // A walk of three zones whose middle one is heard best from the next: what the default constants get wrong and a calibration may learn.
  const stays = [[0, 'z0'], [1, 'z1'], [2, 'z2'], [1, 'z1'], [0, 'z0']];
  const walkOf = (rows, zones) => ({ sightings: `t_s,transmitter,receiver,rssi_dbm\n${rows.join('\n')}\n`, truth: `t_s,zone\n${zones.join('\n')}\n` });
  function recorded() {
    const [rows, zones] = [[], []];
    for (let t = 0; t < 100; t += 0.25) {
      const [here, zone] = stays[Math.floor(t / 20)];
      for (const anchor of [0, 1, 2]) rows.push(`${t.toFixed(2)},tag,a${anchor},${-55 - 12 * Math.abs(anchor - here)}`);
      zones.push(`${t.toFixed(2)},${zone}`);
    }
    return walkOf(rows, zones);
  }
  async function replay(page, walk) {
    await page.getByLabel('What was heard').setInputFiles(file('sightings.csv', walk.sightings));
    await page.getByLabel('Where the walker was').setInputFiles(file('truth.csv', walk.truth));
    await page.getByRole('button', { name: 'Replay' }).click();
  }

  test('a recorded walk is replayed with the default constants and with the calibration in force, zone by zone, and says in words what it would teach', async () => {
    const store = await shop.addStore();
    await withPage(manage(`/stores/${store}/calibration`), english, async page => {
      await page.getByRole('heading', { name: 'Replay a recorded walk' }).waitFor();
      await replay(page, recorded());
      await page.locator('#replayed').waitFor();
      await page.getByText('A calibration learned from this walk would be refused', { exact: false }).waitFor();
      assert.match(await page.locator('#replayed [data-figure=accuracy]').innerText(), /\d+\.\d %\s+\d+\.\d %/);
      assert.equal(await page.locator('#replayed tr[data-zone]').count(), 3);

      // Somebody is drawn into z2, wherever they are.
      const harm = JSON.stringify({ format: 1, version: 1, sensing: 'store', offsets: [{ anchor: 'a2', offsetDb: -40 }], places: [], walks: [], unfamiliarNats: 0 });
      await page.getByLabel('File').setInputFiles(file('hall.json', harm));
      await page.getByRole('button', { name: 'Put a calibration' }).click();
      await page.getByText('The calibration is in force.').waitFor();
      await page.getByText('It was put without figures.', { exact: false }).waitFor();
      await replay(page, recorded());
      await page.locator('#replayed tr[data-zone=z0]').waitFor();
      const [, , byDefault, calibrated] = (await page.locator('#replayed tr[data-zone=z0]').innerText()).split('\t');
      assert.ok(parseFloat(byDefault) > 80 && parseFloat(calibrated) < 50, `${byDefault} ${calibrated}`);
      await passesAxe(page, 'a replayed walk');
    });
  });

  test('what a calibration was worth on time it had not seen stands on its page', async () => {
    const store = await shop.addStore();
    const zones = right => [{ zone: 'z0', seconds: 60, right, takenFor: right < 1 ? [{ zone: '', share: 1 - right }] : [] }];
    const trial = { heldOutS: 120, gain: 0.1, gainLeast: 0.05, offsetSigmaDb: 0.4, before: { accuracy: 0.8, falseChangesAMinute: 1, delayS: 2, zones: zones(0.75) }, after: { accuracy: 0.9, falseChangesAMinute: 0.5, delayS: 1.5, zones: zones(1) } };
    const json = JSON.stringify({ format: 1, version: 1, sensing: 'store', offsets: [{ anchor: 'a1', offsetDb: 3.5 }], places: [], walks: [], unfamiliarNats: 0, trial });
    await shop.call('Calibrations/PutCalibration', { storeId: store, json });
    await withPage(manage(`/stores/${store}/calibration`), english, async page => {
      await page.getByText('Tried on 2.0 minutes that it was not learned from, it was right 90.0 % of the time; the default constants were right 80.0 %.').waitFor();
      await page.getByText('better by at least 5.0 hundredths of the time, nineteen times of twenty. The offsets are known within 0.4 dB.', { exact: false }).waitFor();
      assert.equal(await page.locator('tr[data-figure=false]').innerText(), 'False changes a minute\t1.00\t0.50');
      assert.match(await page.locator('tr[data-zone=z0]').innerText(), /60 s\s+75\.0 %\s+100\.0 %\s+no zone 25\.0 %/);
    });
  });

  test('a recording that cannot be used says where it is wrong, and is bounded', async () => {
    const store = await shop.addStore();
    const long = n => walkOf([`0,tag,a0,-50${' '.repeat(n - 12)}`], ['0,z0']);
    await withPage(manage(`/stores/${store}/calibration`), english, async page => {
      for (const [walk, said] of [
        [walkOf(['0,tag,attic,-50'], ['0,z0']), "anchor 'attic' is not in the layout"],
        [walkOf(['0,tag,a0,-50'], ['0,attic']), "truth.csv:2: zone 'attic' is not in the layout"],
        [walkOf(['0,tag,a0,12'], ['0,z0']), "sightings.csv:2: expected dBm, a whole number below 0, instead of '12'"],
        [walkOf(['86401,tag,a0,-50'], ['0,z0']), 'sightings.csv:2: expected t_s,transmitter,receiver,rssi_dbm, seconds first, at most 86400'],
        [{ ...walkOf([], []), truth: 'zone\n' }, 'truth.csv:1: expected the header t_s,zone or t_s,walker,zone'],
        [long(1_000), 'sightings.csv:2: expected dBm'],
        [long(1_001), 'sightings.csv:2: the line is longer than 1000 characters'],
        [walkOf(Array(200_001).fill('0,t,a0,-50'), ['0,z0']), 'sightings.csv:200002: a table has at most 200000 rows'],
      ]) {
        await replay(page, walk);
        await page.locator('#problems').getByText(said, { exact: false }).waitFor();
      }
      await replay(page, walkOf(['0,tag,a0,-50'], ['0,z0']));
      await page.getByText('there is too little time whose zone is known', { exact: false }).waitFor();
      await replay(page, walkOf(Array(200_000).fill('0,t,a0,-50'), ['0,z0']));
      await page.locator('#replayed tr[data-zone=z0]').waitFor();
    });
  });
}
