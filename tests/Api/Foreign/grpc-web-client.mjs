// The grpc-web package, binary or text: it speaks over XMLHttpRequest, so Node needs xhr2.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import * as grpcWeb from 'grpc-web';
import { EmptySchema } from './gen/grpc/testing/empty_pb.js';
import { SimpleRequestSchema, SimpleResponseSchema, StreamingOutputCallRequestSchema, StreamingOutputCallResponseSchema } from './gen/grpc/testing/messages_pb.js';

const base64 = bytes => btoa(String.fromCharCode(...bytes));
const fromBase64 = text => [...atob(text.padEnd(Math.ceil(text.length / 4) * 4, '='))].map(c => c.charCodeAt(0));
const failure = e => Object.assign(new Error(e.message), { code: e.code, text: e.message });

export function grpcWebClient(base, format) {
  const client = new grpcWeb.GrpcWebClientBase({ format });
  const describe = (path, kind, request, response) =>
    new grpcWeb.MethodDescriptor(path, kind, Object, Object, message => toBinary(request, message), bytes => fromBinary(response, bytes));
  const call = (path, request, response, message, metadata = {}) => new Promise((resolve, reject) => {
    const seen = {};
    const note = more => {
      Object.assign(seen, more);
      if (seen.answer && seen.status) resolve(seen); // which of them comes first is the library's to decide
    };
    const stream = client.rpcCall(base + path, create(request, message), metadata, describe(path, 'unary', request, response), (error, answer) =>
      error ? reject(failure(error)) : note({ answer }));
    stream.on('metadata', m => (seen.metadata = m));
    stream.on('status', status => note({ status }));
  });
  const service = '/grpc.testing.TestService';
  const result = {
    unary: async ({ size, body, status, echo }) => {
      const metadata = echo ? { 'x-grpc-test-echo-initial': echo.initial, 'x-grpc-test-echo-trailing-bin': base64(echo.trailing) } : {};
      const message = { responseSize: size, payload: { body: new Uint8Array(body) }, responseStatus: status && { code: status[0], message: status[1] } };
      const r = await call(`${service}/UnaryCall`, SimpleRequestSchema, SimpleResponseSchema, message, metadata);
      const trailing = r.status?.metadata?.['x-grpc-test-echo-trailing-bin'];
      return { bytes: r.answer.payload.body.length, initial: r.metadata?.['x-grpc-test-echo-initial'], trailing: trailing && fromBase64(trailing) };
    },
    unimplementedMethod: () => call(`${service}/UnimplementedCall`, EmptySchema, EmptySchema, {}),
    unimplementedService: () => call('/grpc.testing.NoSuchService/Call', EmptySchema, EmptySchema, {}),
  };
  // Its binary form cannot stream: XMLHttpRequest shows binary bodies only at their end.
  if (format === 'text') {
    result.serverStream = ({ sizes, waitUs, timeoutMs }) => new Promise((resolve, reject) => {
      const path = `${service}/StreamingOutputCall`;
      const request = create(StreamingOutputCallRequestSchema, { responseParameters: sizes.map(size => ({ size, intervalUs: waitUs ?? 0 })) });
      const metadata = timeoutMs ? { deadline: String(Date.now() + timeoutMs) } : {};
      const received = [];
      const stream = client.serverStreaming(base + path, request, metadata, describe(path, 'server_streaming', StreamingOutputCallRequestSchema, StreamingOutputCallResponseSchema));
      stream.on('data', m => received.push(m.payload.body.length));
      stream.on('error', e => reject(failure(e)));
      stream.on('end', () => resolve(received));
    });
  }
  return result;
}
