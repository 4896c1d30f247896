// @ts-check
import { session, signInAddress } from '../shared/session.js';
import { remember } from '../shared/storage.js';

/** The session says who is before the page: where there are sessions, it is nobody else's page. @param {import('./frame.js').Phone} phone */
export async function who(phone) {
  const found = await session();
  if (found?.kind === 'person' && found.subject !== phone.shopper) {
    remember('shopper', found.subject);
    return location.replace(`/me${location.hash}`);
  }
  phone.signIn = found?.kind === 'none' && found.canSignIn ? signInAddress() : '';
  phone.paint();
}
