// A shop of one scenario, and everybody in it: called and listened to with @grpc/grpc-js, tapped at with Mosquitto's clients. Nothing here is ours but the contract's files.
import { execFile, spawn } from 'node:child_process';
import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const run = promisify(execFile);

/** The services of the contract, from the folders that hold it. */
export const contract = (...includeDirs) => grpc.loadPackageDefinition(loader.loadSync(
  ['smartstore/v1/smartstore.proto', 'smartstore/v1/operators.proto'],
  { includeDirs, keepCase: true, longs: String, enums: String, defaults: true, oneofs: true })).smartstore.v1;

/** Milliseconds of a google.protobuf.Timestamp. */
export const ms = time => Number(time.seconds) * 1000 + time.nanos / 1e6;

/** A google.protobuf.Timestamp of milliseconds. */
export const timestamp = at => ({ seconds: Math.floor(at / 1000), nanos: Math.floor(at % 1000) * 1e6 });

/** What is inside a compact JWS of the server, checked with its keys as a device checks it. */
export function verified(jws, keys) {
  const [head, body, signature] = jws.split('.');
  const { alg, kid } = JSON.parse(Buffer.from(head, 'base64url'));
  const key = keys.find(each => each.kid === kid);
  if (alg !== 'ES256' || !key) throw new Error(`signed with ${alg} by ${kid}`);
  const isTheirs = verify('sha256', Buffer.from(`${head}.${body}`), { key: createPublicKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
  if (!isTheirs) throw new Error('The signature is not the server\'s.');
  return JSON.parse(Buffer.from(body, 'base64url'));
}

/** A stream of updates: what came, and a wait for what is to come. */
class Stream {
  seen = [];
  #call;
  #waiting = new Set();

  constructor(call) {
    this.#call = call;
    this.entered = new Promise((resolve, reject) => {
      call.once('metadata', resolve);
      call.once('error', reject);
    });
    // Resolves with the status when the stream ends.
    this.ended = new Promise(resolve => call.on('error', error => resolve(error)));
    call.on('data', update => {
      if (update.what === 'heartbeat') return;
      this.seen.push(update);
      for (const look of this.#waiting) look(update);
    });
  }

  /** The first update that is so, whether it came already or comes yet. */
  first(isIt) {
    const come = this.seen.find(isIt);
    if (come) return come;
    return new Promise(resolve => {
      const look = update => {
        if (!isIt(update)) return;
        this.#waiting.delete(look);
        resolve(update);
      };
      this.#waiting.add(look);
    });
  }

  leave() {
    this.#call.cancel();
  }
}

export class Shop {
  #clients = {};
  #streams = [];
  #services;

  /** @param server {grpc, mqtt}: its ports. @param id The store's. */
  constructor(services, server, id) {
    this.#services = services;
    this.server = server;
    this.id = id;
  }

  /** Puts the store: a desk and a locker beside each other, and a few things to buy. */
  async open() {
    const rooms = ['entrance', 'dairy', 'pharmacy', 'pickup'];
    const zones = rooms.map((id, i) => ({ id, name: `The ${id}`, entrance: i === 0, pickup: id === 'pickup', neighbours: [rooms[i - 1], rooms[i + 1]].filter(Boolean) }));
    const terminals = [
      { id: 'desk-1', zone_id: 'pickup' },
      { id: 't-dairy', zone_id: 'dairy' },
      { id: 'locker-1', zone_id: 'pickup', kind: 'TERMINAL_KIND_LOCKER', slots: ['A12', 'A13', 'A14'] },
    ];
    this.layout = { id: this.id, name: 'Corner shop', currency: 'EUR', time_zone: 'Europe/Amsterdam', zones, terminals };
    await this.call('Stores', 'PutStore', { store: this.layout });
    await this.call('Stores', 'PutCatalog', {
      store_id: this.id,
      products: [
        { id: 'milk', name: 'Milk', zone_id: 'dairy', price_minor: 119, stock: 9 },
        { id: 'yogurt', name: '요구르트', zone_id: 'dairy', price_minor: 89, stock: 9 },
        { id: 'wine', name: 'Wine', zone_id: 'dairy', price_minor: 899, stock: 9, age_min: 18 },
        { id: 'ibuprofen', name: 'Ibuprofen', zone_id: 'pharmacy', price_minor: 499, stock: 9, care: true },
      ],
    });
    for (const name of ['Kim', 'Lee']) await this.call('Stores', 'PutStaffMember', { member: { id: this.staff(name), name, store_ids: [this.id] } });
  }

  staff(name) {
    return `${this.id}-${name.toLowerCase()}`;
  }

  /** The same shop for a client that was made with another contract. */
  as(services) {
    return new Shop(services, this.server, this.id);
  }

  call(service, method, request) {
    return new Promise((resolve, reject) => this.#client(service)[method](request, (error, reply) => (error ? reject(error) : resolve(reply))));
  }

  /** How a call is refused: "STATUS: what it says". */
  async refusal(calling) {
    try {
      return `was not refused: ${JSON.stringify(await calling)}`;
    } catch (error) {
      if (error.code === undefined || error.details === undefined) throw error;
      const fields = error.metadata?.get('grpc-status-details-bin').map(details => details.toString()).join(' ') ?? '';
      return `${grpc.status[error.code]}: ${error.details} ${fields}`;
    }
  }

  async shopper(name, purposes = [], more = {}) {
    const id = `${this.id}-${name.toLowerCase()}`;
    await this.call('Stores', 'PutShopper', { shopper: { id, name, tier: 'TIER_REGULAR', ...more } });
    if (purposes.length) await this.call('Shoppers', 'PutConsent', { shopper_id: id, purposes });
    return id;
  }

  /** Puts an order for the desk, or for a slot of the locker. */
  async order(name, shopper_id, { slot = '', state = 'ORDER_STATE_READY', ...more } = {}) {
    const id = `${this.id}-${name}`;
    await this.call('Stores', 'PutOrder', { order: { id, store_id: this.id, shopper_id, state, pickup_zone_id: 'pickup', slot, terminal_id: slot ? 'locker-1' : '', ...more } });
    return id;
  }

  pass(shopper_id, order_id = '') {
    return this.call('Shoppers', 'GetPass', { shopper_id, order_id });
  }

  claim(order_id, name, release = false) {
    return this.call('Staff', 'Claim', { store_id: this.id, order_id, staff_id: this.staff(name), release });
  }

  complete(order_id, name, proof = '') {
    return this.call('Staff', 'Complete', { store_id: this.id, order_id, staff_id: this.staff(name), proof });
  }

  /** Asks for something at the service desk. */
  openCase(shopper_id, kind, more = {}) {
    return this.call('Shoppers', 'OpenCase', { shopper_id, request_id: randomUUID(), kind, store_id: this.id, ...more });
  }

  /** What a member of staff does about a case. */
  update(case_id, name, what) {
    return this.call('Staff', 'UpdateCase', { store_id: this.id, case_id, staff_id: this.staff(name), request_id: randomUUID(), ...what });
  }

  phone(shopper_id, after_cursor = '') {
    return this.#stream('Shoppers', { shopper_id, after_cursor, device_id: randomUUID() });
  }

  board(staff_id = '') {
    return this.#stream('Staff', { store_id: this.id, staff_id });
  }

  /** Says something at a terminal and hears the answer, as the text that came. */
  async ask(terminal, leaf, message) {
    const { stdout } = await run('mosquitto_rr', [...this.#broker(), '-W', '60', '-t', this.#topic(terminal, leaf), '-e', this.#topic(terminal, `answers/${randomUUID()}`), '-m', JSON.stringify(message)]);
    return stdout.trimEnd();
  }

  async tap(terminal, pass, more = {}) {
    return JSON.parse(await this.ask(terminal, 'taps', { id: randomUUID(), at: Date.now(), kind: 'nfc', pass, ...more }));
  }

  /** What a locker says became of a slot. */
  async report(proof, event, { ahead = 0, ago = 0 } = {}) {
    const sent = Date.now() + ahead;
    return JSON.parse(await this.ask('locker-1', 'handovers', { id: randomUUID(), at: sent - ago, sent, ...proof, event })).outcome;
  }

  /** The keys that the locker gets when it is registered. */
  async keys() {
    const { server_keys } = await this.call('Operators', 'PutDevice', { device: { store_id: this.id, kind: 'terminal', id: 'locker-1' } });
    return JSON.parse(server_keys).keys;
  }

  /** The first manifest of the locker that is so. */
  async manifest(keys, isIt) {
    const reader = spawn('stdbuf', ['-oL', 'mosquitto_sub', ...this.#broker(), '-t', this.#topic('locker-1', 'manifest')]);
    try {
      for await (const line of createInterface({ input: reader.stdout })) {
        const manifest = verified(line, keys);
        if (isIt(manifest)) return manifest;
      }
      throw new Error('The reader of the manifest ended.');
    } finally {
      reader.kill();
    }
  }

  /** Resolves when the server answers calls again. */
  ready() {
    return new Promise((resolve, reject) => this.#client('Staff').waitForReady(Date.now() + 100_000, error => (error ? reject(error) : resolve())));
  }

  close() {
    for (const stream of this.#streams) stream.leave();
    for (const client of Object.values(this.#clients)) client.close();
  }

  #client(service) {
    return this.#clients[service] ??= new this.#services[service](`127.0.0.1:${this.server.grpc}`, grpc.credentials.createInsecure(), { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 500 });
  }

  async #stream(service, request) {
    const stream = new Stream(this.#client(service).Watch(request));
    this.#streams.push(stream);
    await stream.entered;
    return stream;
  }

  #broker() {
    return ['-h', '127.0.0.1', '-p', `${this.server.mqtt}`, '-V', 'mqttv5', '-q', '1'];
  }

  #topic(terminal, leaf) {
    return `smartstore/v1/${this.id}/terminals/${terminal}/${leaf}`;
  }
}
