// @ts-check
import { isOld, renew, theirs } from '../shared/calls.js';

/** The page works without the line from now on. */
export function install() {
  if ('serviceWorker' in navigator) {
    const trusted = /** @type {any} */ (globalThis).trustedTypes?.createPolicy('smartstore', { createScriptURL: (/** @type {string} */ url) => url });
    void navigator.serviceWorker.register(trusted ? trusted.createScriptURL('/sw.js') : '/sw.js', { scope: '/me' }).catch(() => undefined);
  }
}

/**
 * Loads the page anew where the server has another version; first the phone keeps that one whole.
 * @param {() => boolean} isIdle nothing would be lost @param {number} [quietMs] for how long nobody has to have touched it
 */
export async function anew(isIdle, quietMs) {
  if (!isOld()) return;
  const worker = await navigator.serviceWorker?.getRegistration('/me');
  if (worker && (worker.installing || worker.waiting || !await caches.match('/me', { cacheName: theirs }))) return void worker.update().catch(() => undefined);
  await renew(isIdle, quietMs);
}
