// A phone's stream held by @grpc/grpc-js. usage: node watch.mjs PROTO_ROOT HOST:PORT SHOPPER
// Prints one JSON object a line: {"update": …} for what came, {"broke": code} when the stream broke. Then it calls again after its last cursor.
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const [root, server, shopper] = process.argv.slice(2);
const definition = loader.loadSync('smartstore/v1/smartstore.proto', { includeDirs: [root], keepCase: true, longs: String, enums: String, oneofs: true });
const { Shoppers } = grpc.loadPackageDefinition(definition).smartstore.v1;
const client = new Shoppers(server, grpc.credentials.createInsecure(), { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 500 });
const say = line => process.stdout.write(`${JSON.stringify(line)}\n`);
let cursor = '';

function watch() {
  const call = client.Watch({ shopper_id: shopper, after_cursor: cursor, device_id: 'grpc-js' });
  call.on('metadata', () => say({ open: cursor }));
  call.on('data', update => {
    if (update.heartbeat) return;
    cursor = update.cursor;
    say({ update });
  });
  call.on('error', error => {
    say({ broke: error.code });
    setTimeout(watch, 200);
  });
}

watch();
