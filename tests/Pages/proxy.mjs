// A line that can be cut: between a browser and the server, byte by byte.
import net from 'node:net';

export class CuttingProxy {
  #pairs = new Set();
  #mode = 'open';
  /** A slow line: each piece comes so much later, in its order. */
  delayMs = 0;
  #target;
  #server;

  /** @param {number} target the server's port */
  static async start(target) {
    const proxy = new CuttingProxy();
    proxy.#target = target;
    proxy.#server = net.createServer(client => proxy.#accept(client));
    await new Promise(done => proxy.#server.listen(0, '127.0.0.1', done));
    return proxy;
  }

  get port() { return this.#server.address().port; }

  /** Another server, after a restart. */
  set target(port) { this.#target = port; }

  /** The line is silent: it takes and gives nothing, and does not say so. */
  stall() {
    this.#mode = 'stalled';
    for (const { client, server } of this.#pairs) { client.pause(); server?.pause(); }
  }

  /** The line is cut: every connection ends, and a new one is refused. */
  cut() {
    this.#mode = 'cut';
    for (const pair of this.#pairs) this.#end(pair);
  }

  /** The line is back. What hung in it comes late, as after a bad stretch of Wi-Fi; what was lost stays lost. */
  open({ dropsOld = true } = {}) {
    this.#mode = 'open';
    for (const pair of this.#pairs) {
      if (pair.isOld || dropsOld) { this.#end(pair); continue; }
      pair.client.resume();
      pair.server?.resume();
    }
  }

  stop() {
    this.cut();
    this.#server.close();
  }

  #accept(client) {
    if (this.#mode === 'cut') return client.destroy();
    const server = net.connect(this.#target, '127.0.0.1');
    const pair = { client, server };
    this.#pairs.add(pair);
    for (const [from, to] of [[client, server], [server, client]]) {
      from.on('data', bytes => { if (this.delayMs) setTimeout(() => to.write(bytes), this.delayMs); else to.write(bytes); });
      from.on('end', () => setTimeout(() => to.end(), this.delayMs));
      from.on('error', () => this.#end(pair));
      from.on('close', () => this.#end(pair));
    }
    if (this.#mode === 'stalled') { client.pause(); server.pause(); }
  }

  #end(pair) {
    this.#pairs.delete(pair);
    pair.client.destroy();
    pair.server.destroy();
  }
}
