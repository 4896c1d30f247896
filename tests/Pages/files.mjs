// The files themselves: how they are served, what they weigh, where they come from.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { loaded, withPage } from './browser.mjs';
import { test } from './harness.mjs';
import { source } from './shop.mjs';

const here = import.meta.dirname;

/** A plain GET, whose body is left as it came. */
const get = (address, headers = {}) => new Promise((done, fail) => http.get(address, { headers }, response => {
  const pieces = [];
  response.on('data', piece => pieces.push(piece));
  response.on('end', () => done({ status: response.statusCode, headers: response.headers, body: Buffer.concat(pieces) }));
}).on('error', fail));

export function filesTests(shop, pages) {
  test('every file that a page names is there, compressed, and kept for ever under an address that its bytes make', async () => {
    for (const address of pages) {
      const page = await get(shop.base + address);
      assert.equal(page.status, 200, address);
      assert.equal(page.headers['cache-control'], 'no-cache');
      const names = [...page.body.toString().matchAll(/\/assets\/[0-9a-f]{12}\/[^"'#?]+/g)].map(found => found[0]);
      assert.ok(names.length > 3, address);
      for (const name of new Set(names)) {
        const [br, gz, plain] = await Promise.all([get(shop.base + name, { 'accept-encoding': 'br, gzip' }), get(shop.base + name, { 'accept-encoding': 'gzip' }), get(shop.base + name)]);
        assert.equal(plain.status, 200, name);
        assert.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable');
        if (/woff2|png$/.test(name)) { assert.equal(br.headers['content-encoding'], undefined, name); continue; }
        assert.deepEqual(brotliDecompressSync(br.body), plain.body, name);
        assert.deepEqual(gunzipSync(gz.body), plain.body, name);
        assert.ok(br.body.length < plain.body.length);
      }
    }
  });

  test('a page that has not changed is not sent again, and one that refuses every encoding gets it plain', async () => {
    const first = await get(shop.base + pages[0]);
    const again = await get(shop.base + pages[0], { 'if-none-match': first.headers.etag });
    assert.deepEqual([again.status, again.body.length], [304, 0]);
    assert.equal((await get(shop.base + pages[0], { 'accept-encoding': 'br;q=0, gzip;q=0' })).headers['content-encoding'], undefined);
  });

  test('no page takes a script, a style or a frame from elsewhere, and none is written into it', async () => {
    for (const address of pages) {
      const page = await get(shop.base + address);
      const policy = page.headers['content-security-policy'];
      for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"]) assert.ok(policy.includes(part), part);
      assert.ok(!/unsafe/.test(policy));
      assert.ok(!/<style|style=|<script(?![^>]* src=)| on\w+=/i.test(page.body.toString()), address);
    }
  });

  test('a file of another version, or none, is not found', async () => {
    for (const address of ['/assets/000000000000/look/tokens.css', '/assets/', '/assets/..%2f..%2fetc/passwd', '/staff', '/staff/']) assert.equal((await get(shop.base + address)).status, 404, address);
  });

  test('what is vendored is what npm has, byte for byte', () => {
    const pairs = ['lit-html.js', 'directive.js', 'directive-helpers.js', 'directives/repeat.js', 'directives/live.js'].map(name => [`vendor/lit-html/${name}`, `lit-html/${name}`]);
    pairs.push(['vendor/qrcode-generator/qrcode.mjs', 'qrcode-generator/dist/qrcode.mjs'], ['look/font.woff2', '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2']);
    for (const [ours, theirs] of pairs) assert.deepEqual(source(ours), readFileSync(join(here, 'node_modules', theirs)), ours);
  });

  test('the types of every module agree', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(here, 'node_modules/typescript/bin/tsc'), '-p', here]).catch(error => error);
    assert.equal(stdout, '');
  });
}

/** A first visit weighs no more than its budget, as it comes over the line. */
export function budgetTest(name, address, { scriptKiB, allKiB }) {
  test(`${name}: bytes stay in budget`, () => withPage(undefined, {}, async page => {
    const sizes = [];
    page.on('requestfinished', request => {
      const url = new URL(request.url());
      if (/^\/(v1|smartstore|readyz)/.test(url.pathname)) return;
      const size = request.sizes().then(({ responseBodySize }) => [url.pathname, responseBodySize]);
      // What ends after the sum was made is of no page any more.
      size.catch(() => undefined);
      sizes.push(size);
    });
    await page.goto(await address());
    await page.waitForSelector('html[data-link=live]');
    await page.waitForLoadState('load');
    // What a page loads once it is live is of its first visit, too.
    for (let count = -1; count !== sizes.length;) {
      count = sizes.length;
      await page.waitForTimeout(1500);
    }
    const all = await Promise.all(sizes), sum = which => all.filter(([path]) => which.test(path)).reduce((n, [, size]) => n + size, 0) / 1024;
    const [script, whole] = [sum(/\.m?js$/), sum(/./)];
    console.log(`      ${name}: script ${script.toFixed(1)} KiB, all ${whole.toFixed(1)} KiB in ${all.length} files`);
    assert.ok(script <= scriptKiB, `script ${script.toFixed(1)} KiB`);
    assert.ok(whole <= allKiB, `all ${whole.toFixed(1)} KiB`);
  }));
}
