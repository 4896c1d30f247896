// @ts-check
import { refusalOf } from '../shared/calls.js';

/** Whether this browser can take pushes, and does. @typedef {'off'|'on'|'blocked'|'none'} PushState none: this server or this browser has none */

const registration = () => navigator.serviceWorker?.getRegistration('/me');

/** @returns {Promise<string>} the server's key; empty: it sends none */
async function serverKey() {
  try {
    const response = await fetch('/push', { cache: 'no-store', signal: AbortSignal.timeout(4000) });
    return response.ok ? (await response.json()).key ?? '' : '';
  } catch {
    return '';
  }
}

/** It is on where the server has this browser for this shopper: it is told again, which is no news to it. @param {string} shopper @returns {Promise<PushState>} */
export async function pushState(shopper) {
  const worker = await registration();
  if (!worker?.pushManager || !('Notification' in globalThis) || !await serverKey()) return 'none';
  if (Notification.permission === 'denied') return 'blocked';
  const subscription = await worker.pushManager.getSubscription();
  return subscription ? put(shopper, subscription).then(() => 'on', () => 'off') : 'off';
}

/** @param {string} path @param {object} body @throws {import('../shared/calls.js').CallError} it was refused */
async function tell(path, body) {
  const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal: AbortSignal.timeout(4000) });
  if (!response.ok) throw await refusalOf(response);
}

/** @param {string} shopper @param {PushSubscription} subscription */
function put(shopper, subscription) {
  const { endpoint, keys } = subscription.toJSON();
  return tell('/push', { shopper, endpoint, p256dh: keys?.p256dh, auth: keys?.auth });
}

/** Has this browser take pushes: it asks its person first. @param {string} shopper @returns {Promise<PushState>} */
export async function switchOn(shopper) {
  const worker = await registration();
  if (!worker || await Notification.requestPermission() !== 'granted') return 'blocked';
  const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: await serverKey() });
  try {
    await put(shopper, subscription);
    return 'on';
  } catch (error) {
    await subscription.unsubscribe();
    throw error;
  }
}

/** Nothing comes to this browser any more. @returns {Promise<PushSubscription | null | undefined>} what has ended; none: there was nothing */
export async function unsubscribe() {
  const subscription = await (await registration())?.pushManager?.getSubscription();
  await subscription?.unsubscribe();
  return subscription;
}

/** Ends it, at the browser first: then nothing comes, whatever the server answers. @param {string} shopper @returns {Promise<PushState>} */
export async function switchOff(shopper) {
  const subscription = await unsubscribe();
  if (subscription) await tell('/push/end', { shopper, endpoint: subscription.endpoint }).catch(() => undefined);
  return 'off';
}
