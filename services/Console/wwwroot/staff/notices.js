// @ts-check
import { sureness } from '../shared/parts.js';
import { hush, say } from '../shared/say.js';
import { chime } from './sound.js';

/** What people are to notice: it sounds where sound is on, and is said to who listens to the page. @param {import('./view.js').Board} board @param {import('./board-state.js').Notice} notice */
export function tell(board, notice) {
  if (board.sound === 'on') chime(notice.kind);
  say(told(board, notice));
}

export { hush };

/** @param {import('./view.js').Board} board @param {import('./board-state.js').Notice} notice */
function told(board, { kind, name, zone, order, confidence }) {
  const { words } = board, who = board.isWall ? '' : name;
  if (kind === 'pickup') return words.waitsFor(who || words.someone, order);
  if (kind === 'call') return words.called(board.zoneName(zone));
  return board.isWall ? '' : words.arrived(who, words.likely[sureness(confidence) - 1], board.zoneName(zone));
}
