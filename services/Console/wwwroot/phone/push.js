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

/** @returns {Promise<PushState>} */
export async function pushState() {
  const worker = await registration();
  if (!worker?.pushManager || !('Notification' in globalThis) || !await serverKey()) return 'none';
  return Notification.permission === 'denied' ? 'blocked' : await worker.pushManager.getSubscription() ? 'on' : 'off';
}

/** @param {string} path @param {object} body @throws {import('../shared/calls.js').CallError} it was refused */
async function tell(path, body) {
  const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal: AbortSignal.timeout(4000) });
  if (!response.ok) throw await refusalOf(response);
}

/** Has this browser take pushes: it asks its person first. @param {string} shopper @returns {Promise<PushState>} */
export async function switchOn(shopper) {
  const worker = await registration();
  if (!worker || await Notification.requestPermission() !== 'granted') return 'blocked';
  const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: await serverKey() });
  const { endpoint, keys } = subscription.toJSON();
  try {
    await tell('/push', { shopper, endpoint, p256dh: keys?.p256dh, auth: keys?.auth });
    return 'on';
  } catch (error) {
    await subscription.unsubscribe();
    throw error;
  }
}

/** Ends it, at the browser first: then nothing comes, whatever the server answers. @param {string} shopper @returns {Promise<PushState>} */
export async function switchOff(shopper) {
  const subscription = await (await registration())?.pushManager?.getSubscription();
  if (!subscription) return 'off';
  await subscription.unsubscribe();
  await tell('/push/end', { shopper, endpoint: subscription.endpoint }).catch(() => undefined);
  return 'off';
}
