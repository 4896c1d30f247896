// Web clients and connect-node in Node: usage: node node-web.mjs GRPC_PORT HTTP_PORT
import { createRequire } from 'node:module';
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { report, run } from './cases.mjs';
import { connectClient } from './connect-client.mjs';

globalThis.XMLHttpRequest = createRequire(import.meta.url)('xhr2');
const { runAll } = await import('./web-clients.mjs');
const [grpcPort, httpPort] = process.argv.slice(2);
const http2 = { baseUrl: `http://127.0.0.1:${grpcPort}`, httpVersion: '2' };
const results = await runAll(`http://127.0.0.1:${httpPort}`);
for (const [name, transport] of Object.entries({
  'connect-node grpc': createGrpcTransport(http2),
  'connect-node grpc-web on HTTP/2': createGrpcWebTransport(http2),
  'connect-node connect on HTTP/2': createConnectTransport(http2),
})) results.push(...(await run(name, connectClient(transport, { streamsRequests: true }))));
process.exit(report(results) ? 1 : 0);
