// The yardstick: grpc-js's own server of the same two methods. usage: node grpc-js-server.cjs NODE_MODULES PROTOS
const path = require('node:path');
const [modules, protos] = process.argv.slice(2);
const grpc = require(path.join(modules, '@grpc/grpc-js'));
const loader = require(path.join(modules, '@grpc/proto-loader'));
const { TestService } = grpc.loadPackageDefinition(loader.loadSync('grpc/testing/test.proto', { includeDirs: [protos], keepCase: true })).grpc.testing;
const server = new grpc.Server();
server.addService(TestService.service, {
  UnaryCall: (call, answer) => answer(null, { payload: { body: Buffer.alloc(call.request.response_size) } }),
  async StreamingOutputCall(call) {
    call.sendMetadata(new grpc.Metadata());
    for (const { size, interval_us } of call.request.response_parameters) {
      if (interval_us > 0) await new Promise(resolve => setTimeout(resolve, interval_us / 1000));
      if (!call.write({ payload: { body: Buffer.alloc(size) } })) await new Promise(resolve => call.once('drain', resolve));
    }
    call.end();
  },
});
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => console.log(error ? String(error) : `ready grpc=http://127.0.0.1:${port}`));
