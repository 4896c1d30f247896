// @ts-check
import { recall } from '../shared/storage.js';

/** Keys mean the cards as they are seen: those that the search leaves, without those that are folded, and as they stood when the list was last shown. @param {string} region */
const shown = region => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(`[data-cards=${region}] > li`)]).map(card => card.dataset.key ?? '');

/**
 * Single keys: 1 to 9 hand over, U undoes, H takes the first help, F goes to the floor, / finds, ? explains. They do nothing while somebody types, or when they are switched off.
 * @param {import('./view.js').Board} board
 */
export function keys(board) {
  addEventListener('keydown', e => {
    const target = /** @type {HTMLElement} */ (e.target);
    // What was focused in a window that was closed stays so until the next frame.
    if (e.ctrlKey || e.altKey || e.metaKey || (target.closest('input, textarea, dialog') && !target.closest('dialog:not([open])'))) return;
    if (e.key === '?') return board.act.help();
    if (recall('keys') === 'off' || board.isWall || board.link.kind === 'refused') return;
    const key = e.key.toLowerCase();
    if (key >= '1' && key <= '9') {
      const card = board.state.pickups.get(shown('pickups')[Number(key) - 1]);
      if (!card || card.leftAt !== undefined || board.link.kind === 'stale' || board.doing.get(card.key)?.isBusy) return;
      if (board.isMine(card)) board.act.complete(card);
      else if (!card.isClaimed) board.act.claim(card);
    } else if (key === 'h') {
      const first = shown('calls').map(key => board.state.cases.get(key)).find(c => c && c.leftAt === undefined && c.staffId === '');
      if (first && board.link.kind !== 'stale') board.act.take(first);
    } else if (key === 'u') /** @type {any} */ (board.act).undo();
    else if (key === 'f') document.getElementById('floor')?.focus();
    else if (key === '/') {
      e.preventDefault();
      const search = /** @type {HTMLElement} */ (document.getElementById('search'));
      search.hidden = false;
      search.focus();
    }
  });
}
