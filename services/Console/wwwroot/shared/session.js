// @ts-check
/**
 * Who is signed in at this browser.
 * @returns {Promise<{ kind: 'person'|'board'|'development'|'none', subject: string, roles: string[], canSignIn: boolean } | undefined>} development: loopback without an issuer; undefined: the server does not answer
 */
export async function session() {
  try {
    const response = await fetch('/session', { cache: 'no-store', signal: AbortSignal.timeout(4000) });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

/** Where a person signs in and comes back to this page. @param {boolean} [again] asks for the password although the issuer remembers who was here */
export const signInAddress = again => `/signin?to=${encodeURIComponent(location.pathname + location.search)}${again ? '&again=1' : ''}`;

/** Ends the session of this browser. @returns {Promise<boolean>} false: the server did not answer, and it goes on */
export async function signOut() {
  try {
    return (await fetch('/signout', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}', signal: AbortSignal.timeout(4000) })).ok;
  } catch {
    return false;
  }
}
