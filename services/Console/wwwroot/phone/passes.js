// @ts-check
import { call, CallError } from '../shared/calls.js';

/** @typedef {import('./me.js').Phone} Phone */
const aheadMax = 14, fewPasses = 8;
let isAsking = false, askedAtMs = -Infinity;

/** Fetches the passes of the next quarter of an hour, and the codes of orders that have none yet. @param {Phone} phone */
export async function refill(phone) {
  const { kept, nowMs } = phone;
  kept.passes = kept.passes.filter(pass => Date.parse(pass.expiresAt) > nowMs);
  const lacks = kept.readyOrders().filter(order => order.state === 'ORDER_STATE_READY' && !kept.codes[order.orderId]);
  if (isAsking || (kept.passes.length >= fewPasses && !lacks.length) || performance.now() - askedAtMs < 2000) return;
  [isAsking, askedAtMs] = [true, performance.now()];
  try {
    if (kept.passes.length < fewPasses) {
      const pass = await call('Shoppers/GetPass', { shopperId: phone.shopper, ahead: aheadMax });
      kept.passes = [pass, ...(pass.ahead ?? [])].map(p => ({ token: p.token, expiresAt: p.expiresAt, notBefore: p.notBefore ?? '' }));
    }
    for (const order of lacks) kept.codes[order.orderId] = (await call('Shoppers/GetPass', { shopperId: phone.shopper, orderId: order.orderId })).code ?? '';
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
  } finally {
    isAsking = false;
  }
  kept.keep();
  phone.paint();
}
