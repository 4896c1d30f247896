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
export const Code = { NotFound: 5, Denied: 7, Precondition: 9, Aborted: 10, OutOfRange: 11, Unimplemented: 12, Away: 14, NoIdentity: 16 };

/** A new id. A thing or call that is sent again keeps its id, and is then the same one. @param {string} kind what the id begins with */
export const newId = kind => `${kind}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;

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
    if (response.ok) return await response.json();
  } catch {
    throw new CallError(Code.Away, '');
  }
  throw await refusalOf(response);
}
