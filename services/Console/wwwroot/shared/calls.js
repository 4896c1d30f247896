// @ts-check
/** A call that was refused, or that did not get through. */
export class CallError extends Error {
  /** @param {number} code google.rpc.Code; 14: it did not get through @param {string} message one sentence for people @param {string[]} [fields] paths of wrong fields */
  constructor(code, message, fields = []) {
    super(message);
    this.code = code;
    this.fields = fields;
  }
  get isAway() { return this.code === 14 || this.code === 4; }
}

/** Codes that pages tell apart. */
export const Code = { NotFound: 5, Denied: 7, Precondition: 9, Aborted: 10, OutOfRange: 11, Away: 14, NoIdentity: 16 };

/** A new id. A thing or call that is sent again keeps its id, and is then the same one. @param {string} kind what the id begins with */
export const newId = kind => `${kind}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;

/** Where the server has the files of its pages; empty: it did not say. */
export let theirs = '';
/** This page's files lie elsewhere: it is of another version, and can bring none of them any more. */
export const isOld = () => !import.meta.url.includes(theirs);
let usedAt = 0;
for (const act of ['pointerdown', 'keydown']) addEventListener(act, () => { usedAt = performance.now(); }, true);

/**
 * Loads the page anew where the server has another version of it and nobody uses it. A page that has just begun counts as used: behind one address there may be two versions for a while.
 * @param {() => boolean} isIdle nothing would be lost @param {number} [quietMs] for how long nobody has to have touched it
 */
export async function renew(isIdle, quietMs = 60_000) {
  const isDue = () => isOld() && performance.now() - usedAt >= quietMs && isIdle();
  // A page that is not there stays away: who loads it then sees the browser's own words.
  if (isDue() && (await fetch(location.href).catch(() => undefined))?.ok && isDue()) location.reload();
}

/** @param {Response} response @returns {Promise<CallError>} */
export async function refusalOf(response) {
  const status = await response.json().catch(() => ({}));
  const fields = (status.details ?? []).flatMap((/** @type {any} */ d) => d.fieldViolations ?? []).map((/** @type {any} */ f) => f.field);
  // Without a status it is not the server that answers, but what stands before it: nothing is known of the call.
  const code = status.code ?? { 401: Code.NoIdentity, 403: Code.Denied }[response.status] ?? Code.Away;
  return new CallError(code, status.message ?? `The server answered ${response.status}.`, fields);
}

/**
 * Calls a method of the contract as JSON. A phone or tablet with bad Wi-Fi hears of it after four seconds at the latest.
 * @param {string} method such as Staff/Claim @param {object} request @param {number} [timeoutMs]
 * @returns {Promise<any>} the answer in proto3 JSON, which leaves out zeros, false and empty texts @throws {CallError}
 */
export async function call(method, request, timeoutMs = 4000) {
  let response;
  try {
    response = await fetch(`/smartstore.v1.${method}`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(request), cache: 'no-store', signal: AbortSignal.timeout(timeoutMs),
    });
    theirs = response.headers.get('smartstore-pages') ?? '';
    if (response.ok) return await response.json();
  } catch {
    throw new CallError(Code.Away, '');
  }
  throw await refusalOf(response);
}
