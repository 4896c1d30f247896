// @connectrpc/connect over its gRPC-Web transport, in Node and in browsers.
import { ConnectError, createClient } from '@connectrpc/connect';
import { TestService, UnimplementedService } from './gen/grpc/testing/test_pb.js';

const zeros = bytes => ({ body: new Uint8Array(bytes) });
const base64 = bytes => btoa(String.fromCharCode(...bytes)).replace(/=+$/, '');
const fromBase64 = text => [...atob(text.padEnd(Math.ceil(text.length / 4) * 4, '='))].map(c => c.charCodeAt(0));

async function plain(promise) {
  try {
    return await promise;
  } catch (e) {
    if (!(e instanceof ConnectError)) throw e;
    throw Object.assign(new Error(e.message), { code: e.code, text: e.rawMessage });
  }
}

async function all(iterable) {
  const sizes = [];
  for await (const message of iterable) sizes.push(message.payload.body.length);
  return sizes;
}

export function connectClient(transport) {
  const client = createClient(TestService, transport);
  const unserved = createClient(UnimplementedService, transport);
  return {
    unary: ({ size, body, status, echo }) => plain((async () => {
      const seen = {};
      const headers = echo ? { 'x-grpc-test-echo-initial': echo.initial, 'x-grpc-test-echo-trailing-bin': base64(echo.trailing) } : {};
      const request = { responseSize: size, payload: zeros(body), responseStatus: status && { code: status[0], message: status[1] } };
      const response = await client.unaryCall(request, { headers, onHeader: h => (seen.h = h), onTrailer: t => (seen.t = t) });
      const trailing = seen.t.get('x-grpc-test-echo-trailing-bin');
      return { bytes: response.payload.body.length, initial: seen.h.get('x-grpc-test-echo-initial'), trailing: trailing && fromBase64(trailing) };
    })()),
    serverStream: ({ sizes, waitUs, timeoutMs }) =>
      plain(all(client.streamingOutputCall({ responseParameters: sizes.map(size => ({ size, intervalUs: waitUs ?? 0 })) }, { timeoutMs }))),
    unimplementedMethod: () => plain(client.unimplementedCall({})),
    unimplementedService: () => plain(unserved.unimplementedCall({})),
  };
}
