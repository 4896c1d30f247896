// @ts-check
import { call, CallError, Code } from '../shared/calls.js';

/** How long a claim can be taken back with one tap, and how long a refusal stays to be read. */
export const undoS = 5, readS = 8;

/**
 * What is done with orders: claimed at once, taken back, handed over. Nothing is queued: without an answer nothing was done, and the card says so.
 * @param {import('./view.js').Board} board @param {() => void} paint @param {(done: () => void) => void} signIn asks who somebody is, then goes on
 */
export function handovers(board, paint, signIn) {
  /** @type {{ order: string, until: number }[]} */ const undoable = [];

  /** @param {import('./board-state.js').Pickup} p @param {string} method @param {object} more @param {(order: any) => void} then */
  async function send(p, method, more, then) {
    const doing = { isBusy: true, undoS: 0, refused: '', claimed: board.doing.get(p.key)?.claimed };
    board.doing.set(p.key, doing);
    paint();
    try {
      const order = await call(`Staff/${method}`, { storeId: board.storeId, orderId: p.order, staffId: board.staffId, ...more });
      doing.isBusy = false;
      then(order);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      Object.assign(doing, { isBusy: false, refused: error.isAway ? board.words.noAnswer : error.message });
      setTimeout(() => { doing.refused = ''; paint(); }, readS * 1000);
      if (error.code === Code.Precondition) doing.claimed = false;
    }
    paint();
  }

  // What the order says now is shown at once; the stream says the same a moment later.
  const shown = (/** @type {import('./board-state.js').Pickup} */ p, /** @type {any} */ order) => {
    const card = board.state.pickups.get(p.key);
    if (card) board.state.pickups.set(p.key, { ...card, claimedBy: order.claimedBy ?? '', claimedByName: order.claimedByName ?? '', isClaimed: (order.claimedBy ?? '') !== '' });
  };

  const act = {
    /** @param {import('./board-state.js').Pickup} p */
    claim(p) {
      if (!board.staffId) return signIn(() => act.claim(p));
      return void send(p, 'Claim', {}, order => {
        shown(p, order);
        const doing = { isBusy: false, undoS, refused: '', claimed: true };
        board.doing.set(p.key, doing);
        undoable.push({ order: p.key, until: performance.now() + undoS * 1000 });
        const timer = setInterval(() => {
          doing.undoS = Math.max(0, doing.undoS - 1);
          if (doing.undoS === 0) clearInterval(timer);
          paint();
        }, 1000);
      });
    },
    /** @param {import('./board-state.js').Pickup} p */
    release: p => void send(p, 'Claim', { release: true }, order => { shown(p, order); board.doing.delete(p.key); }),
    /** @param {import('./board-state.js').Pickup} p */
    complete: p => void send(p, 'Complete', { proof: p.needsCheck ? 'id' : '' }, () => { board.state.apply({ handedOver: { orderId: p.order } }, board.nowMs); board.doing.delete(p.key); }),
    /** Takes the last claim back, while it can be. */
    undo() {
      const last = undoable.pop();
      const p = last && last.until > performance.now() ? board.state.pickups.get(last.order) : undefined;
      if (p && board.isMine(p)) act.release(p);
    },
  };
  return act;
}
