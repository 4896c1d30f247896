// Web clients in Node: usage: node node-web.mjs HTTP_PORT
import { createRequire } from 'node:module';
import { report } from './cases.mjs';

globalThis.XMLHttpRequest = createRequire(import.meta.url)('xhr2');
const { runAll } = await import('./web-clients.mjs');
process.exit(report(await runAll(`http://127.0.0.1:${process.argv[2]}`)) ? 1 : 0);
