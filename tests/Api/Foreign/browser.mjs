// Web clients in headless Chromium, from a page of another origin: usage: node browser.mjs HTTP_PORT CHROMIUM
import http from 'node:http';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { report } from './cases.mjs';

const [port, executablePath] = process.argv.slice(2);
const entry = "import { runAll } from './web-clients.mjs'; window.runAll = runAll;";
const bundle = await build({ stdin: { contents: entry, resolveDir: import.meta.dirname }, bundle: true, format: 'iife', write: false, logLevel: 'error' });
const page = http.createServer((request, response) => {
  const isScript = request.url === '/bundle.js';
  response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
  response.end(isScript ? bundle.outputFiles[0].text : '<!doctype html><title>clients</title><script src="/bundle.js"></script>');
});
await new Promise(resolve => page.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({ executablePath, headless: true, args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'] });
const tab = await browser.newPage();
await tab.goto(`http://127.0.0.1:${page.address().port}/`);
const results = await tab.evaluate(base => window.runAll(base), `http://127.0.0.1:${port}`);
await browser.close();
page.close();
process.exit(report(results.map(([name, reason]) => [`Chromium, ${name}`, reason])) ? 1 : 0);
