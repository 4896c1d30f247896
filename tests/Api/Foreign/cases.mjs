// Cases that read the same in every client: a client is an object of async functions that return plain values.
//   unary({size, body, compressed?, status?, echo?, timeoutMs?}) -> {bytes, initial?, trailing?}
//   serverStream({sizes, waitUs?, timeoutMs?}) -> [bytes, …]
//   unimplementedMethod(), unimplementedService()
// Failures are errors with {code, text}. A client leaves out what its protocol or platform cannot do.
const special = '\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP \u{1F608}\t\n';

export function same(got, want) {
  const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
  if (a !== b) throw new Error(`got ${a}, want ${b}`);
}

export async function failing(promise) {
  try {
    await promise;
  } catch (e) {
    if (e.code === undefined) throw e;
    return e;
  }
  throw new Error('did not fail');
}

const status = async promise => {
  const { code, text } = await failing(promise);
  return [code, text];
};

export const cases = {
  unary: {
    'an empty answer': async c => same((await c.unary({ size: 0, body: 0 })).bytes, 0),
    'large messages both ways': async c => same((await c.unary({ size: 314159, body: 271828 })).bytes, 314159),
    'metadata before and after': async c => {
      const r = await c.unary({ size: 1, body: 0, echo: { initial: 'test_initial_metadata_value', trailing: [0xab, 0xab, 0xab] } });
      same([r.initial, r.trailing], ['test_initial_metadata_value', [0xab, 0xab, 0xab]]);
    },
    'status and message': async c => same(await status(c.unary({ size: 1, body: 0, status: [2, 'test status message'] })), [2, 'test status message']),
    'a message with line ends and emoji': async c => same(await status(c.unary({ size: 1, body: 0, status: [2, special] })), [2, special]),
    'twenty at once': async c => same((await Promise.all(Array.from({ length: 20 }, () => c.unary({ size: 31415, body: 27182 })))).map(r => r.bytes), Array(20).fill(31415)),
  },
  serverStream: {
    'every message in order': async c => same(await c.serverStream({ sizes: [31415, 9, 2653, 58979] }), [31415, 9, 2653, 58979]),
    'no message at all': async c => same(await c.serverStream({ sizes: [] }), []),
    'a deadline that passes': async c => same((await failing(c.serverStream({ sizes: [1], waitUs: 300_000_000, timeoutMs: 300 }))).code, 4),
  },
  unimplementedMethod: { 'an unimplemented method': async c => same((await failing(c.unimplementedMethod())).code, 12) },
  unimplementedService: { 'an unimplemented service': async c => same((await failing(c.unimplementedService())).code, 12) },
};

/** Runs every case that the client can do. Returns [[name, reason or null], …]. */
export async function run(name, client) {
  const all = {};
  for (const [ability, group] of Object.entries(cases))
    if (client[ability]) for (const [title, test] of Object.entries(group)) all[`${name}: ${ability}, ${title}`] = () => test(client);
  return tried(all);
}

/** Runs checks, one after the other. Returns [[name, reason or null], …]. */
export async function tried(checks) {
  const results = [];
  for (const [name, check] of Object.entries(checks)) {
    let reason = null;
    try {
      await Promise.race([check(), new Promise((_, reject) => setTimeout(() => reject(new Error('no end within 2 min')), 120_000))]);
    } catch (e) {
      reason = String(e?.message ?? e).split('\n')[0].slice(0, 200);
    }
    results.push([name, reason]);
  }
  return results;
}

/** Prints the results and returns how many failed. */
export function report(results) {
  for (const [name, reason] of results) console.log(reason === null ? `ok    ${name}` : `FAIL  ${name}: ${reason}`);
  const failed = results.filter(([, reason]) => reason !== null).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  return failed;
}
