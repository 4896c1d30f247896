// The kiosk page as the terminal's own program serves it, with the server there and away; its camera and its tones.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fits, passesAxe, stopClock, withPage } from './browser.mjs';
import { budgetTest } from './files.mjs';
import { is, test, until, wholeTest } from './harness.mjs';
import { inState, read, stopAt, taps } from './kiosks.mjs';
import { CuttingProxy } from './proxy.mjs';
import { Shop } from './shop.mjs';

const program = join(import.meta.dirname, '../../services/Host/bin/Release/net10.0/smartstore');
const screen = { viewport: { width: 1024, height: 768 } }, clocked = { ...screen, hasClock: true };

/** A terminal with its page, at a broker that a proxy may cut off. */
export async function terminal(store, id, mqttPort, ...flags) {
  const queue = mkdtempSync(join(tmpdir(), 'smartstore-face-'));
  const child = spawn(program, ['terminal', '--store', store, '--terminal', id, '--broker', `mqtt://127.0.0.1:${mqttPort}`, '--queue', queue, '--answer-timeout', '20s', ...(flags.includes('--face') ? [] : ['--face', '0']), ...flags], { stdio: ['pipe', 'pipe', 'pipe'] });
  const it = { out: '', address: '', types: code => child.stdin.write(`${code}\n`), stop: async () => { const ended = new Promise(done => child.on('exit', done)); child.kill(); await ended; rmSync(queue, { recursive: true, force: true }); } };
  let errors = '';
  // One that a test leaves behind ends with the tests.
  process.on('exit', () => child.kill());
  child.stderr.on('data', text => { errors += text; });
  it.address = await new Promise((ready, fail) => {
    child.stdout.on('data', text => { const found = /^face (http:\S+)$/m.exec(it.out += text); if (found) ready(found[1]); });
    child.on('exit', code => fail(new Error(`the terminal ended with ${code}: ${errors}`)));
  });
  return it;
}
async function withFace(store, id, mqttPort, flags, use) {
  const face = await terminal(store, id, mqttPort, ...flags);
  try { return await use(face); } finally { await face.stop(); }
}

/** A browser that has a reader of QR codes: it sees `globalThis.held` once the camera gives it a picture. */
const withReader = () => {
  Object.assign(globalThis, { held: '', tracks: [], looks: 0 });
  globalThis.BarcodeDetector = class {
    static async getSupportedFormats() { return ['code_128', 'qr_code']; }
    async detect(/** @type {HTMLVideoElement} */ from) { globalThis.looks++; return globalThis.held && from.videoWidth > 0 ? [{ rawValue: globalThis.held }] : []; }
  };
  const media = navigator.mediaDevices, get = media.getUserMedia.bind(media);
  media.getUserMedia = async wish => { const stream = await get(wish); globalThis.tracks.push(...stream.getTracks()); return stream; };
};
const cameraIs = (page, state) => until(`the camera is ${state}`, () => page.evaluate(state => globalThis.tracks.length > 0 && globalThis.tracks.every(track => track.readyState === state), state));

/** Remembers each note that is played, Hz. */
const withEars = () => {
  globalThis.notes = [];
  const Real = OscillatorNode;
  globalThis.OscillatorNode = class extends Real { constructor(context, options) { super(context, options); globalThis.notes.push(options.frequency); } };
};
const heard = async (page, count) => { await until(`${count} notes`, () => page.evaluate(count => globalThis.notes.length >= count, count)); return page.evaluate(() => globalThis.notes.splice(0)); };

export function faceTests(shop) {
  const ready = async slot => {
    const store = await shop.addStore(), anna = `${store}-anna`;
    await shop.addShopper(anna, 'Anna Lindqvist', { items: [{ id: 'i1', name: 'Bread', quantity: 2 }] });
    await shop.call('Shoppers/PutPreferences', { preferences: { shopperId: anna, showOnScreens: true } });
    await shop.call('Stores/PutOrder', { order: { id: `${store}-1`, storeId: store, shopperId: anna, state: 'ORDER_STATE_READY', pickupZoneId: 'z1', slot } });
    return { store, anna };
  };

  test('the page of the terminal’s own program shows where the order lies, whatever read the pass, and names nobody', async () => {
    const { store, anna } = await ready('B12');
    await withFace(store, 'desk-1', shop.mqttPort, [], face => withPage(face.address, clocked, async page => {
      await stopAt(page, 'attract');
      await taps(shop, anna, page.getByText('Place B12'), code => read(page, code));
      await page.getByRole('button', { name: 'Done' }).click();
      await inState(page, 'attract');
      await taps(shop, anna, page.getByText('Place B12'), code => face.types(code));
      assert.ok(!/Anna|Lindqvist|-anna/.test(await page.content()));
      await until('the terminal prints it', () => /^tap tap-[0-9a-f]{32} ok /m.test(face.out));
      await page.getByRole('button', { name: 'Call someone' }).click();
      await page.getByRole('button', { name: 'Yes, please' }).click();
      await page.getByText('Someone is coming').waitFor();
      assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, '']);
    }));
  });

  test('with the server killed the page says so, keeps what is tapped, and the server hears of it when it is back', async () => {
    const own = await Shop.open();
    try {
      const store = `${await own.addStore()}`, anna = `${store}-anna`;
      await own.addShopper(anna, 'Anna Lindqvist');
      await own.call('Stores/PutOrder', { order: { id: `${store}-1`, storeId: store, shopperId: anna, state: 'ORDER_STATE_READY', pickupZoneId: 'z1', slot: 'C3' } });
      const { code } = await own.call('Shoppers/GetPass', { shopperId: anna, orderId: `${store}-1` });
      const line = await CuttingProxy.start(own.mqttPort);
      await withFace(store, 'desk-1', line.port, [], face => withPage(face.address, clocked, async page => {
        await inState(page, 'attract');
        await stopClock(page);
        await own.stop('SIGKILL');
        line.cut();
        await page.getByText('We cannot check passes just now').waitFor();
        await page.getByText('your tap is kept').waitFor();
        await passesAxe(page, 'offline');
        await page.getByRole('button', { name: 'Type the code' }).click();
        for (const digit of code) await page.getByRole('button', { name: digit, exact: true }).click();
        await page.getByRole('heading', { name: 'Your tap is kept' }).waitFor();
        await page.getByText('someone hands over your order').waitFor();
        await passesAxe(page, 'kept');
        await page.getByRole('button', { name: 'Done' }).click();
        await inState(page, 'offline');
        await own.start();
        line.target = own.mqttPort;
        line.open();
        await inState(page, 'attract');
        await until('the server has answered the tap that was kept', () => new RegExp(`^tap tap-[0-9a-f]{32} ok ${store}-1`, 'm').test(face.out));
      }));
      line.stop();
    } finally {
      await own.close();
    }
  }, { isAlone: true });

  test('with the terminal’s own program killed the page promises nothing, and comes back by itself', async () => {
    const { store, anna } = await ready('H8');
    const line = await CuttingProxy.start(shop.mqttPort);
    const first = await terminal(store, 'desk-1', line.port);
    await withPage(first.address, clocked, async page => {
      await inState(page, 'attract');
      line.stop();
      await page.getByText('your tap is kept').waitFor();
      await first.stop();
      await page.getByText('Please ask at the desk: someone hands over your order.').waitFor();
      assert.equal(await page.getByRole('button', { name: 'Type the code' }).count(), 0);
      let second;
      // A client's own connection may hold the port for a moment.
      await until('it is started again on its port', async () => (second = await terminal(store, 'desk-1', shop.mqttPort, '--face', new URL(first.address).port)));
      await stopAt(page, 'attract');
      await taps(shop, anna, page.getByText('Place H8'), code => read(page, code));
      await second.stop();
    });
  });

  test('an info kiosk of the terminal’s own program shows the list, ticks there, and is blank when the line breaks', async () => {
    const { store, anna } = await ready('D4');
    const line = await CuttingProxy.start(shop.mqttPort);
    await withFace(store, 'info-1', line.port, ['--kind', 'info'], face => withPage(face.address, clocked, async page => {
      await stopAt(page, 'attract');
      await taps(shop, anna, page.getByRole('heading', { name: 'Hello Anna' }), code => read(page, code));
      await page.getByRole('button', { name: /^Bread 2 ×/ }).click();
      await page.locator('button[aria-pressed=true]', { hasText: 'Bread' }).waitFor();
      await is('the tick', async () => (await shop.call('Shoppers/GetList', { shopperId: anna })).items[0].done, true);
      line.cut();
      await inState(page, 'offline');
      assert.ok(!/Anna|Bread/.test(await page.content()));
      line.open();
      await page.waitForSelector('html:is([data-state=screen], [data-state=attract])');
    }));
    line.stop();
  });

  test('a sign of the terminal’s own program welcomes, and shows no trouble of the line', async () => {
    const store = await shop.addStore({ language: 'ko', name: '모퉁이 가게' });
    const line = await CuttingProxy.start(shop.mqttPort);
    await withFace(store, 'sign-1', line.port, ['--kind', 'sign', '--language', 'ko'], face => withPage(face.address, screen, async page => {
      await page.getByText('모퉁이 가게에 오신 것을 환영합니다.').waitFor();
      line.cut();
      await inState(page, 'offline');
      await is('what it shows', async () => (await page.locator('body').innerText()).trim(), '');
      line.open();
      await page.getByText('모퉁이 가게에 오신 것을 환영합니다.').waitFor();
    }));
    line.stop();
  });

  test('a page of another site has nothing sent by a terminal, and a second one on its port says so', async () => {
    const store = await shop.addStore();
    await withFace(store, 'desk-1', shop.mqttPort, [], async face => {
      const { origin, port } = new URL(face.address), body = JSON.stringify({ storeId: store, terminalId: 'desk-1', id: 'k1', kind: 'TAP_KIND_QR', pass: 'v1.none' });
      const post = (from, type = 'application/json') => fetch(`${origin}/smartstore.v1.Terminals/Tap`, { method: 'POST', headers: { 'content-type': type, ...(from && { origin: from }) }, body });
      assert.deepEqual([(await post('https://evil.example')).status, (await post('')).status, (await post(origin, 'text/plain')).status, (await post(origin)).status], [403, 403, 400, 200]);
      const second = spawn(program, ['terminal', '--store', store, '--terminal', 'desk-1', '--broker', `mqtt://127.0.0.1:${shop.mqttPort}`, '--queue', mkdtempSync(join(tmpdir(), 'smartstore-face-')), '--face', port], { stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      second.stderr.on('data', text => { said += text; });
      assert.equal(await new Promise(done => second.on('close', done)), 1);
      assert.equal(said, `--face ${port} cannot be opened on 127.0.0.1 (Address already in use); choose another port, or 0 for any.\n`);
    });
  });

  test('a code is read by the camera after a touch, the picture goes nowhere, and the camera is off then', async () => {
    const { store, anna } = await ready('E5');
    await withPage(undefined, { ...clocked, permissions: ['camera'] }, async page => {
      await page.addInitScript(withReader);
      await page.goto(`${shop.base}/kiosk/${store}/desk-1`);
      await inState(page, 'attract');
      await page.getByRole('button', { name: 'Scan the code' }).waitFor();
      assert.equal(await page.evaluate(() => globalThis.tracks.length), 0);
      // Which face it is was asked before.
      await page.waitForSelector('html[data-face=pickup]');
      const asked = [];
      page.on('request', request => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
      await page.getByRole('button', { name: 'Scan the code' }).click();
      await inState(page, 'camera');
      await until('it looks at a picture', () => page.evaluate(() => globalThis.looks > 2 && (document.querySelector('video')?.videoWidth ?? 0) > 0));
      await stopClock(page);
      await passesAxe(page, 'camera');
      await fits(page, 'camera');
      const token = await shop.passOf(anna);
      await page.evaluate(token => { globalThis.held = token; }, token);
      await page.clock.runFor(500);
      await page.getByText('Place E5').waitFor();
      await cameraIs(page, 'ended');
      assert.equal(await page.locator('video').count(), 0);
      // A call that the server had no time for is made again.
      assert.deepEqual([...new Set(asked.filter(what => !/\/(readyz|updates)$/.test(what)))], ['POST /smartstore.v1.Terminals/Tap']);
    });
  });

  test('the camera is off at once when somebody goes back or a reader reads', async () => {
    const { store, anna } = await ready('F6');
    await withPage(undefined, { ...clocked, permissions: ['camera'] }, async page => {
      await page.addInitScript(withReader);
      await page.goto(`${shop.base}/kiosk/${store}/desk-1`);
      const scan = page.getByRole('button', { name: 'Scan the code' });
      await scan.waitFor();
      await stopAt(page, 'attract');
      await scan.click();
      await page.locator('video').waitFor();
      await cameraIs(page, 'live');
      await page.getByRole('button', { name: 'Back' }).click();
      await inState(page, 'attract');
      await page.clock.runFor(500);
      await cameraIs(page, 'ended');
      await scan.click();
      await page.locator('video').waitFor();
      await read(page, await shop.passOf(anna));
      await page.getByText('Place F6').waitFor();
      await page.clock.runFor(500);
      await cameraIs(page, 'ended');
    });
  });

  test('a camera that sees no code is off after half a minute', async () => {
    const root = /\/assets\/[0-9a-f]{12}/.exec(await (await fetch(`${shop.base}/kiosk/any/any`)).text())?.[0];
    // Where no line grows stale while the clock runs ahead.
    await withPage(undefined, { permissions: ['camera'], hasClock: true }, async page => {
      await page.addInitScript(withReader);
      await page.goto(`${shop.base}/look`);
      await stopClock(page);
      await page.evaluate(async root => {
        const { scan } = await import(`${root}/kiosk/camera.js`);
        void scan(() => { globalThis.isShown = true; }, new AbortController().signal).then(code => { globalThis.found = code ?? 'nothing'; });
      }, root);
      await until('its picture is shown', () => page.evaluate(() => globalThis.isShown));
      await page.clock.runFor(29_000);
      await cameraIs(page, 'live');
      await page.clock.runFor(2000);
      await cameraIs(page, 'ended');
      assert.equal(await page.evaluate(() => globalThis.found), 'nothing');
    });
  });

  test('a camera that is not allowed is told, and where the browser reads no codes there is no button', async () => {
    const store = await shop.addStore();
    await withPage(undefined, clocked, async page => {
      await page.addInitScript(withReader);
      await page.addInitScript(() => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no', 'NotAllowedError'); }; });
      await page.goto(`${shop.base}/kiosk/${store}/desk-1`);
      await page.getByRole('button', { name: 'Scan the code' }).waitFor();
      await stopClock(page);
      await page.getByRole('button', { name: 'Scan the code' }).click();
      await page.getByRole('heading', { name: 'The camera cannot be used' }).waitFor();
      await passesAxe(page, 'no camera');
      await page.getByRole('button', { name: 'Back' }).click();
      await inState(page, 'attract');
    });
    await withPage(undefined, screen, async page => {
      await page.addInitScript(() => { delete globalThis.BarcodeDetector; });
      await page.goto(`${shop.base}/kiosk/${store}/desk-1`);
      await page.getByRole('button', { name: 'Type the code' }).waitFor();
      assert.equal(await page.getByRole('button', { name: 'Scan the code' }).count(), 0);
    });
  });

  test('three tones say what came of a pass, after somebody touched the page once, and none while nobody is there', async () => {
    const { store, anna } = await ready('G7');
    await withPage(undefined, clocked, async page => {
      await page.addInitScript(withEars);
      await page.goto(`${shop.base}/kiosk/${store}/desk-1`);
      await stopAt(page, 'attract');
      await read(page, 'no-pass-of-anybody');
      await inState(page, 'answer');
      await page.clock.runFor(9000);
      await inState(page, 'attract');
      assert.deepEqual(await page.evaluate(() => globalThis.notes), []);
      await page.getByRole('button', { name: 'Bigger text' }).click();
      await page.clock.runFor(60_000);
      assert.deepEqual(await page.evaluate(() => globalThis.notes), []);
      await read(page, 'no-pass-of-anybody');
      const [first, second] = await heard(page, 2);
      assert.ok(first > second, 'refused falls');
      await inState(page, 'answer');
      await read(page, await shop.passOf(anna));
      const [low, high] = await heard(page, 2);
      assert.ok(low < high, 'granted rises');
      const nobody = `${store}-bo`;
      await shop.addShopper(nobody, 'Bo');
      await read(page, await shop.passOf(nobody));
      const [one, same] = await heard(page, 2);
      assert.equal(one, same, 'nothing to hand over: neither');
    });
  });

  budgetTest('kiosk of the terminal', async () => (await terminal(await shop.addStore(), 'desk-1', shop.mqttPort)).address, { scriptKiB: 15, allKiB: 60 });

  for (const [width, height] of [[320, 640], [800, 480], [1080, 1920]]) {
    wholeTest(`the kiosk passes axe and fits with its camera on and with the server away, ${width} × ${height}`, async () => {
      const store = await shop.addStore(), line = await CuttingProxy.start(shop.mqttPort);
      await withFace(store, 'desk-1', line.port, [], face => withPage(undefined, { viewport: { width, height }, permissions: ['camera'], hasClock: true }, async page => {
        await page.addInitScript(withReader);
        await page.goto(face.address);
        await page.getByRole('button', { name: 'Scan the code' }).waitFor();
        await stopAt(page, 'attract');
        await page.getByRole('button', { name: 'Scan the code' }).click();
        await page.locator('video').waitFor();
        await passesAxe(page, 'camera');
        await fits(page, 'camera');
        await page.getByRole('button', { name: 'Back' }).click();
        line.cut();
        await inState(page, 'offline');
        await passesAxe(page, 'offline');
        await fits(page, 'offline');
        await read(page, 'v1.none');
        await page.getByRole('heading', { name: 'Your tap is kept' }).waitFor();
        await fits(page, 'kept');
      }));
      line.stop();
    });
  }
}
