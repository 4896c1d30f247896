// @ts-check
import { session, signInAddress } from '../shared/session.js';
import { forget, remember } from '../shared/storage.js';
import { unsubscribe } from './push.js';

/**
 * The session says who is before the page: where there are sessions, it is nobody else's page, and nothing of who had it before stays in this browser.
 * @param {import('./frame.js').Phone} phone @param {string} before whose page it was at the last visit; empty: nobody's
 */
export async function who(phone, before) {
  const found = await session();
  if (found?.kind === 'person' && [phone.shopper, before || phone.shopper].some(one => one !== found.subject)) {
    // Who is not signed in any more cannot tell the server; a push service that knows the address no more does.
    await unsubscribe().catch(() => undefined);
    forget(name => /^(me|out):/.test(name) && name.slice(name.indexOf(':') + 1) !== found.subject);
  }
  if (found?.kind === 'person' && found.subject !== phone.shopper) {
    remember('shopper', found.subject);
    return location.replace(`/me${location.hash}`);
  }
  phone.signIn = found?.kind === 'none' && found.canSignIn ? signInAddress() : '';
  phone.paint();
}
