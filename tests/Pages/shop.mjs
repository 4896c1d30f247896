// The real process on free ports, and what tests do with it over the public contract.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comesWithinMs, until } from './harness.mjs';

const repository = join(import.meta.dirname, '..', '..');
const program = join(repository, 'services/Host/bin/Release/net10.0/smartstore');
const unavailable = 14;
let stores = 0;

export class Shop {
  data = mkdtempSync(join(tmpdir(), 'smartstore-pages-'));

  static async open() {
    const shop = new Shop();
    await shop.start();
    return shop;
  }

  /** The demo with its people, who come in one after the other. */
  static async demo() {
    const shop = new Shop();
    await shop.start('demo', '--every', '4s');
    return shop;
  }

  async start(...command) {
    this.process = spawn(program, [...(command.length ? command : ['serve']), '--data', this.data, '--mqtt-port', '0', '--http-port', '0', '--grpc-port', '0', '--log-level', 'warning'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, errors] = ['', ''];
    this.process.stderr.on('data', text => { errors += text; });
    this.port = await new Promise((ready, fail) => {
      this.process.stdout.on('data', text => {
        const found = /^ready mqtt=127\.0\.0\.1:(\d+) http=http:\/\/127\.0\.0\.1:(\d+)/m.exec(out += text);
        if (!found) return;
        this.mqttPort = Number(found[1]);
        ready(Number(found[2]));
      });
      this.process.on('exit', code => fail(new Error(`the server ended with ${code}: ${errors}`)));
    });
    this.base = `http://127.0.0.1:${this.port}`;
  }

  async stop(signal = 'SIGTERM') {
    const ended = new Promise(done => this.process.on('exit', done));
    this.process.kill(signal);
    await ended;
  }

  async close() {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** Calls a method, again while the server says to call again; throws the status that refuses it. */
  async call(method, request) {
    for (const end = performance.now() + comesWithinMs; ;) {
      const response = await fetch(`${this.base}/smartstore.v1.${method}`, { method: 'POST', headers: { 'content-type': 'application/json', ...this.headers }, body: JSON.stringify(request) });
      const answer = await response.json();
      if (response.ok) return answer;
      if (answer.code !== unavailable || performance.now() > end) throw Object.assign(new Error(`${method}: ${answer.message}`), answer);
    }
  }

  /** A store of its own for one test: a shop floor of zones in a row, of which the last one's scanner was never heard. */
  async addStore({ zones = ['Entrance', 'Fruit and vegetables', 'Frozen'], name = 'Test shop', language = '' } = {}) {
    const id = `s${++stores}`;
    await this.call('Stores/PutStore', {
      store: {
        id, name, currency: 'EUR', timeZone: 'Europe/Amsterdam', language,
        zones: zones.map((zone, i) => ({ id: `z${i}`, name: zone, neighbours: [i > 0 ? `z${i - 1}` : '', i < zones.length - 1 ? `z${i + 1}` : ''].filter(Boolean), entrance: i === 0, pickup: i === 1 })),
        anchors: zones.map((_, i) => i === zones.length - 1 && i > 1 ? { id: `a${i}`, zoneId: `z${i}`, xM: 8 * (i % 12), yM: 8 * Math.floor(i / 12), zM: 2.5 }
          : { id: `a${i}`, zoneId: `z${i}`, xM: 8 * (i % 12), yM: 8 * Math.floor(i / 12), zM: 2.5, beacon: `ibeacon:d2a4e6f0-17b9-4c83-a5d1-60c8f3b7e9${String(stores % 100).padStart(2, '0')}:1:${i + 1}` }),
        terminals: [{ id: 'desk-1', zoneId: 'z1', kind: 'TERMINAL_KIND_DESK' }, { id: 'info-1', zoneId: 'z0', kind: 'TERMINAL_KIND_INFO' }, { id: 'sign-1', zoneId: 'z0', kind: 'TERMINAL_KIND_SIGN' }],
      },
    });
    await this.call('Stores/PutCatalog', {
      storeId: id,
      products: [{ id: 'tomatoes', name: 'Tomatoes', zoneId: 'z1', aisle: '2A', priceMinor: '249', stock: 9 }, { id: 'bread', name: 'Bread', zoneId: 'z0', aisle: '1A', priceMinor: '199', stock: 9 }, { id: 'basil', name: 'Basil', zoneId: 'z1', aisle: '2B', priceMinor: '149', stock: 9 }],
      recipes: [{ id: 'salad', title: 'Tomato salad', minutes: 15, videoUrl: 'https://videos.example/salad.mp4', ingredients: [{ name: 'Tomatoes', productId: 'tomatoes' }, { name: 'Basil', productId: 'basil' }] }],
    });
    return id;
  }

  /** A shopper with consents, and a list. */
  async addShopper(id, name, { purposes = ['PURPOSE_PRESENCE', 'PURPOSE_SUGGESTIONS', 'PURPOSE_STAFF_RECOGNITION'], tier = 'TIER_VIP', items = [] } = {}) {
    await this.call('Stores/PutShopper', { shopper: { id, name, tier } });
    if (purposes.length) await this.call('Shoppers/PutConsent', { shopperId: id, purposes });
    if (items.length) await this.call('Shoppers/PutList', { shopperId: id, items });
  }

  /** An order that is ready and whose shopper tapped for it: from then on it waits on the board. */
  async addWaiting(store, order, shopper, more = {}) {
    await this.call('Stores/PutOrder', { order: { id: order, storeId: store, shopperId: shopper, state: 'ORDER_STATE_READY', pickupZoneId: 'z1', items: [{ id: `${order}-1`, name: 'Bread', productId: 'bread', quantity: 1 }], ...more } });
    // The shopper's copy of the order may come after the order.
    return until('the tap finds the order', async () => { const answer = await this.tap(store, shopper); return answer.outcome !== 'TAP_OUTCOME_NO_ORDER' && answer; });
  }

  /** A scanner says that it works, or that it does not: MQTT 3.1.1, one publish at QoS 1. */
  async scannerSays(store, scanner, status) {
    const text = words => [0, words.length, ...Buffer.from(words)];
    const packet = (kind, ...bytes) => Buffer.from([kind, bytes.length, ...bytes]);
    const connect = packet(0x10, ...text('MQTT'), 4, 2, 0, 60, ...text(scanner));
    const publish = packet(0x32, ...text(`smartstore/v1/${store}/scanners/${scanner}/status`), 0, 1, ...Buffer.from(status));
    const socket = net.connect(this.mqttPort, '127.0.0.1');
    await new Promise((acknowledged, fail) => {
      let heard = Buffer.alloc(0);
      socket.on('error', fail).on('close', () => fail(new Error('the door closed')));
      socket.on('data', bytes => { if ((heard = Buffer.concat([heard, bytes])).length >= 8) acknowledged(); });
      socket.write(Buffer.concat([connect, publish]));
    });
    socket.destroy();
  }

  async tap(store, shopper) {
    return this.call('Terminals/Tap', { storeId: store, terminalId: 'desk-1', id: `t-${Math.random().toString(36).slice(2)}`, at: new Date().toISOString(), kind: 'TAP_KIND_QR', pass: await this.passOf(shopper) });
  }

  async passOf(shopper) { return (await this.call('Shoppers/GetPass', { shopperId: shopper })).token; }
}

/** A file of the pages, as it lies in the repository. */
export const source = name => readFileSync(join(repository, 'services/Console/wwwroot', name));
