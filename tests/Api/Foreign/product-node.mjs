// The product through grpc-js, connect-web over gRPC-Web, JSON and server-sent events. usage: node product-node.mjs PROTO_ROOT GRPC_PORT HTTP_PORT
// The server holds the demo store, in which an order of Anna waits.
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import { createClient } from '@connectrpc/connect';
import { createGrpcWebTransport } from '@connectrpc/connect-web';
import { Shoppers } from './gen/smartstore/v1/smartstore_pb.js';
import { failing, report, same, tried } from './cases.mjs';

const [root, grpcPort, httpPort] = process.argv.slice(2);
const base = `http://127.0.0.1:${httpPort}`;
const definition = loader.loadSync('smartstore/v1/smartstore.proto', { includeDirs: [root], longs: String, enums: String, oneofs: true });
const native = new (grpc.loadPackageDefinition(definition).smartstore.v1.Shoppers)(`127.0.0.1:${grpcPort}`, grpc.credentials.createInsecure());
const web = createClient(Shoppers, createGrpcWebTransport({ baseUrl: base }));
const wrong = { shopperId: 'anna', items: [{ id: 'a b', name: 'x' }, { id: 'b', name: 'x', quantity: -1 }] };

const call = (method, request) => new Promise((resolve, reject) =>
  native[method](request, (error, answer) => (error ? reject(Object.assign(new Error(error.details), { code: error.code, text: error.details, metadata: error.metadata })) : resolve(answer))));
const first = request => new Promise((resolve, reject) => {
  const stream = native.Watch(request);
  stream.on('data', update => { resolve(update); stream.cancel(); });
  stream.on('error', error => reject(Object.assign(new Error(error.details), { code: error.code, text: error.details })));
});
const json = async (method, request) => {
  const response = await fetch(`${base}/smartstore.v1.Shoppers/${method}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(request) });
  return { status: response.status, body: await response.json() };
};
const events = async (path, headers = {}) => {
  const leaving = new AbortController();
  const response = await fetch(base + path, { headers, signal: leaving.signal });
  if (response.status !== 200) return { status: response.status, body: await response.json() };
  let text = '';
  for await (const chunk of response.body) {
    text += new TextDecoder().decode(chunk);
    if (text.includes('\n\n')) break;
  }
  leaving.abort();
  const fields = Object.fromEntries(text.split('\n\n')[0].split('\n').map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
  return { type: response.headers.get('content-type'), id: fields.id, update: JSON.parse(fields.data) };
};

process.exit(report(await tried({
  'grpc-js: a list': async () => same((await call('GetList', { shopperId: 'anna' })).shopperId, 'anna'),
  'grpc-js: what is wrong, in the trailers': async () => {
    const error = await failing(call('PutList', wrong));
    same([error.code, error.metadata.get('grpc-status-details-bin')[0].includes('items[1].quantity')], [3, true]);
  },
  'grpc-js: a method that is not built': async () => same(await failing(call('NoteInterest', { shopperId: 'anna' })).then(e => [e.code, e.text]), [12, 'The method smartstore.v1.Shoppers/NoteInterest is not built yet.']),
  'grpc-js: the stream, and its cursor': async () => {
    const update = await first({ shopperId: 'anna' });
    same([update.what, /^[0-9a-f]+\.\d+$/.test(update.cursor)], ['pickup', true]);
    same((await failing(first({ shopperId: 'anna', afterCursor: '0123456789.1' }))).code, 11);
    same((await failing(first({ shopperId: 'anna', afterCursor: 'x' }))).code, 3);
  },
  'connect-web: a list': async () => same((await web.getList({ shopperId: 'anna' })).shopperId, 'anna'),
  'connect-web: an unknown shopper': async () => same((await failing(web.getList({ shopperId: 'nobody' }))).code, 5),
  'connect-web: the stream': async () => {
    for await (const update of web.watch({ shopperId: 'anna' })) {
      same(update.what.case, 'pickup');
      break;
    }
  },
  'JSON: a list': async () => same((await json('GetList', { shopperId: 'anna' })).body.shopperId, 'anna'),
  'JSON: what is wrong, each field': async () => {
    const { status, body } = await json('PutList', wrong);
    same([status, body.code, body.details[0].fieldViolations.map(field => field.field)], [400, 3, ['items[0].id', 'items[1].quantity']]);
  },
  'events: an update and its id': async () => {
    const event = await events('/v1/shoppers/anna/updates');
    same([event.type, event.update.pickup.state, event.id], ['text/event-stream', 'ORDER_STATE_READY', event.update.cursor]);
  },
  'events: a cursor that leads nowhere': async () => same((await events('/v1/shoppers/anna/updates', { 'Last-Event-ID': '0123456789.1' })).body.code, 11),
  'events: the board': async () => same((await events('/v1/stores/demo/updates')).type, 'text/event-stream'),
})) ? 1 : 0);
