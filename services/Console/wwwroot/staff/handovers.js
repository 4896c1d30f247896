// @ts-check
import { call, CallError, newId } from '../shared/calls.js';

/** How long a claim can be taken back with one tap, and how long a refusal stays to be read. */
export const undoS = 5, readS = 8;

/**
 * What is done with orders: claimed at once, taken back, handed over. Nothing is queued: without an answer nothing was done, and the card says so.
 * @param {import('./view.js').Board} board @param {() => void} paint @param {(done: () => void) => void} signIn asks who somebody is, then goes on
 */
export function handovers(board, paint, signIn) {
  /** @type {{ order: string, until: number }[]} */ const undoable = [];

  /** @param {string} key of the card @param {string} method @param {object} request @param {(answer: any) => void} then */
  async function send(key, method, request, then) {
    const doing = { isBusy: true, undoS: 0, refused: '' };
    board.doing.set(key, doing);
    paint();
    try {
      const answer = await call(`Staff/${method}`, { storeId: board.storeId, staffId: board.staffId, ...request });
      doing.isBusy = false;
      then(answer);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      Object.assign(doing, { isBusy: false, refused: error.isAway ? board.words.noAnswer : error.message });
      setTimeout(() => { doing.refused = ''; paint(); }, readS * 1000);
    }
    paint();
  }

  // What the order says now is shown at once; the stream says the same a moment later.
  const shown = (/** @type {import('./board-state.js').Pickup} */ p, /** @type {any} */ order) => {
    const card = board.state.pickups.get(p.key);
    if (card) board.state.pickups.set(p.key, { ...card, claimedBy: order.claimedBy ?? '', claimedByName: order.claimedByName ?? '', isClaimed: (order.claimedBy ?? '') !== '' });
  };

  /** @type {Map<string, number>} */ const minutes = new Map();
  // A repeat of one tap is one request for the server; the answer is the case as it is now.
  const update = (/** @type {import('./board-state.js').Case} */ c, /** @type {object} */ what) =>
    void send(c.key, 'UpdateCase', { caseId: c.id, requestId: newId('b'), ...what }, now => { board.state.apply({ case: now }, board.nowMs); board.doing.delete(c.key); });

  const act = {
    /** @param {import('./board-state.js').Pickup} p */
    claim(p) {
      if (!board.staffId) return signIn(() => act.claim(p));
      return void send(p.key, 'Claim', { orderId: p.order }, order => {
        shown(p, order);
        const doing = { isBusy: false, undoS, refused: '' };
        board.doing.set(p.key, doing);
        while (undoable[0]?.until < performance.now()) undoable.shift();
        undoable.push({ order: p.key, until: performance.now() + undoS * 1000 });
        const timer = setInterval(() => {
          doing.undoS = Math.max(0, doing.undoS - 1);
          if (doing.undoS === 0) clearInterval(timer);
          paint();
        }, 1000);
      });
    },
    /** @param {import('./board-state.js').Pickup} p */
    release: p => void send(p.key, 'Claim', { orderId: p.order, release: true }, order => { shown(p, order); board.doing.delete(p.key); }),
    /** @param {import('./board-state.js').Pickup} p */
    complete: p => void send(p.key, 'Complete', { orderId: p.order, proof: p.needsCheck ? 'id' : '' }, () => { board.state.apply({ handedOver: { orderId: p.order } }, board.nowMs); board.doing.delete(p.key); }),
    /** Says to the shopper who comes, and when. @param {import('./board-state.js').Case} c */
    take(c) {
      if (!board.staffId) return signIn(() => act.take(c));
      return update(c, { take: true, dueAt: new Date(board.nowMs + (minutes.get(c.key) ?? 2) * 60_000).toISOString() });
    },
    /** @param {import('./board-state.js').Case} c @param {number} min */
    dueIn: (c, min) => void minutes.set(c.key, min),
    /** @param {import('./board-state.js').Case} c */
    giveBack: c => update(c, { release: true }),
    /** @param {import('./board-state.js').Case} c */
    settle: c => update(c, { settle: { outcome: 'CASE_OUTCOME_HELPED' } }),
    /** Takes the last claim back, while it can be. */
    undo() {
      const last = undoable.pop();
      const p = last && last.until > performance.now() ? board.state.pickups.get(last.order) : undefined;
      if (p && board.isMine(p)) act.release(p);
    },
  };
  return act;
}
