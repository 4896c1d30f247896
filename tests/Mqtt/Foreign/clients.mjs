// MQTT.js as several clients in one process.
// node clients.mjs sub|pub TCP_URL WS_URL TOPIC_PREFIX [PADDING]
// sub: subscribes each client at each QoS to PREFIX/q0..q2, prints "client<TAB>payload" for what comes, until killed.
// pub: publishes "client q<n> PADDING" from each client at each QoS and ends.
import mqtt from 'mqtt';

const [mode, tcp, ws, prefix, padding] = process.argv.slice(2);
const kinds = [['tcp', tcp, 4], ['tcp', tcp, 5], ['ws', ws, 4], ['ws', ws, 5]];
const open = [];
let toPublish = kinds.length * 3;

for (const [transport, url, protocolVersion] of kinds) {
  for (const qos of [0, 1, 2]) {
    const name = `mqtt.js-${transport}-${protocolVersion}`;
    const client = mqtt.connect(url, { protocolVersion, clientId: `${mode}-${name}-${qos}`, reconnectPeriod: 0, connectTimeout: 15000 });
    open.push(client);
    client.on('error', error => { console.error(`${name}: ${error.message}`); process.exit(1); });
    client.on('message', (_, payload) => console.log(`${name}\t${payload}`));
    client.on('connect', () => {
      if (mode === 'sub') client.subscribe(`${prefix}/q${qos}`, { qos });
      else client.publish(`${prefix}/q${qos}`, `${name} q${qos} ${padding}`, { qos }, error => {
        if (error) { console.error(`${name}: ${error.message}`); process.exit(1); }
        client.end(false, () => { if (--toPublish === 0) process.exit(0); });
      });
    });
  }
}
