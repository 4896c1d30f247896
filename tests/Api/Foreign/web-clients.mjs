// Every client that runs in a browser, against one address; the same list runs in Node and in Chromium.
import { createGrpcWebTransport } from '@connectrpc/connect-web';
import { run } from './cases.mjs';
import { connectClient } from './connect-client.mjs';
import { grpcWebClient } from './grpc-web-client.mjs';

export async function runAll(base) {
  const clients = {
    'connect-web': connectClient(createGrpcWebTransport({ baseUrl: base })),
    'grpc-web binary': grpcWebClient(base, 'binary'),
    'grpc-web text': grpcWebClient(base, 'text'),
  };
  const results = [];
  for (const [name, client] of Object.entries(clients)) results.push(...(await run(name, client)));
  return results;
}
