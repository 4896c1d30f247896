// @grpc/grpc-js: usage: node grpc-js.mjs GRPC_PORT
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import { report, run } from './cases.mjs';

const protos = fileURLToPath(new URL('../../Rpc.Host/protos', import.meta.url));
const { TestService } = grpc.loadPackageDefinition(loader.loadSync('grpc/testing/test.proto', { includeDirs: [protos], keepCase: true, defaults: true })).grpc.testing;
const [port] = process.argv.slice(2);
const options = { 'grpc.max_receive_message_length': -1, 'grpc.default_compression_algorithm': Number(process.env.COMPRESSION ?? 0) };
const client = new TestService(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), options);
const zeros = bytes => ({ body: Buffer.alloc(bytes) });
const failure = e => Object.assign(new Error(e.message), { code: e.code, text: e.details });
const until = timeoutMs => (timeoutMs ? { deadline: Date.now() + timeoutMs } : {});

const unary = (method, request, metadata = new grpc.Metadata()) => new Promise((resolve, reject) => {
  const seen = {};
  const call = client[method](request, metadata, (error, answer) => (error ? reject(failure(error)) : setImmediate(() => resolve({ answer, ...seen }))));
  call.on('metadata', m => (seen.initial = m));
  call.on('status', s => (seen.status = s));
});
const collected = call => new Promise((resolve, reject) => {
  const received = [];
  call.on('data', m => received.push(m.payload.body.length));
  call.on('error', e => reject(failure(e)));
  call.on('end', () => resolve(received));
});

const results = await run(`grpc-js${process.env.COMPRESSION ? ' with gzip' : ''}`, {
  unary: async ({ size, body, status, echo }) => {
    const metadata = new grpc.Metadata();
    if (echo) {
      metadata.set('x-grpc-test-echo-initial', echo.initial);
      metadata.set('x-grpc-test-echo-trailing-bin', Buffer.from(echo.trailing));
    }
    const request = { response_size: size, payload: zeros(body), response_status: status && { code: status[0], message: status[1] }, response_compressed: { value: true } };
    const r = await unary('UnaryCall', request, metadata);
    const trailing = r.status?.metadata.get('x-grpc-test-echo-trailing-bin')[0];
    return { bytes: r.answer.payload.body.length, initial: r.initial?.get('x-grpc-test-echo-initial')[0], trailing: trailing && [...trailing] };
  },
  serverStream: ({ sizes, waitUs, timeoutMs }) =>
    collected(client.StreamingOutputCall({ response_parameters: sizes.map(size => ({ size, interval_us: waitUs ?? 0 })) }, until(timeoutMs))),
  clientStream: sizes => new Promise((resolve, reject) => {
    const call = client.StreamingInputCall((error, answer) => (error ? reject(failure(error)) : resolve(answer.aggregated_payload_size)));
    for (const size of sizes) call.write({ payload: zeros(size) });
    call.end();
  }),
  duplex: turns => {
    const call = client.FullDuplexCall();
    const answers = collected(call);
    for (const [size, answer] of turns) call.write({ payload: zeros(size), response_parameters: [{ size: answer }] });
    call.end();
    return answers;
  },
  unimplementedMethod: () => unary('UnimplementedCall', {}),
  unimplementedService: () => new Promise((resolve, reject) => {
    const asIs = value => value;
    client.makeUnaryRequest('/grpc.testing.NoSuchService/Call', asIs, asIs, Buffer.alloc(0), (error, answer) => (error ? reject(failure(error)) : resolve(answer)));
  }),
});
client.close();
process.exit(report(results) ? 1 : 0);
