// @ts-check
/** What the staff board says, in English. */
const words = {
  title: 'Staff board', toCards: 'Skip to who waits', floor: 'Where people are', waiting: 'Waiting for pickup', guests: 'Guests who agreed to be greeted', help: 'Calls for help', receivers: 'Receivers',
  connecting: 'connecting', live: 'live', reconnecting: 'reconnecting',
  stale: (/** @type {string} */ at, /** @type {string} */ ago) => `No connection. What you see is from ${at}, ${ago} ago.`,
  never: 'No connection yet. Trying again.', starting: 'The server is starting.',
  inStore: (/** @type {number | string} */ n) => `${n} with consent in the store`,
  unknown: 'Hatched with ?: its receivers are silent, so nobody knows.',
  somewhere: (/** @type {number} */ n) => `${n} somewhere in the store.`,
  people: (/** @type {string} */ zone, /** @type {number} */ n) => `${zone} ${n}`, nobody: 'Nobody with consent is in the store.',
  asList: 'Show as list', asPlan: 'Show as plan', zone: 'Zone', count: 'People', notKnown: 'unknown',
  nobodyWaits: 'Nobody waits.', nobodyToGreet: 'Nobody to greet just now.', allHeard: 'All receivers are heard.',
  order: (/** @type {string} */ id) => `Order ${id}`, shelf: (/** @type {string} */ slot) => `shelf ${slot}`, items: (/** @type {number} */ n) => n === 1 ? '1 item' : `${n} items`,
  waits: (/** @type {string} */ span) => `waits ${span}`, over: (/** @type {number} */ min) => `over ${min} min`, escalated: 'nobody came yet', check: 'check age or identity',
  caseKinds: { CASE_KIND_HELP: 'Help', CASE_KIND_RETURN: 'Return', CASE_KIND_CONCIERGE: 'Appointment', CASE_KIND_COMPLAINT: 'Complaint', CASE_KIND_RATING: 'Rating', CASE_KIND_ORDER: 'Order in trouble' },
  coming: 'I’m coming', inMin: (/** @type {number} */ n) => `in ${n} min`, comes: (/** @type {string} */ who) => `${who} has it.`, youHave: 'You have it.', due: (/** @type {string} */ span) => `due in ${span}`, dueNow: 'due now', helped: 'Helped', notMe: 'Not me', someoneAt: (/** @type {string} */ place) => `Somebody at ${place}`, closed: 'Over.',
  handOver: 'Hand over', bring: (/** @type {string} */ who) => `${who} is bringing it.`, youBring: 'You are bringing it.', undo: 'Undo', done: 'Handed over', doneChecked: 'Checked and handed over', giveBack: 'Give back', claiming: 'One moment …',
  handedOver: 'Handed over.', left: 'Left.', colleague: 'A colleague',
  ago: (/** @type {string} */ span) => `${span} ago`, likely: ['perhaps', 'likely', 'sure'], vip: 'VIP', placeUnknown: 'place unknown',
  more: (/** @type {number} */ n) => `${n} more`, needsLine: 'This needs the connection.', noAnswer: 'The server did not answer. Nothing was changed; try again.',
  soundOff: 'Sound off', soundOn: 'Sound on', soundBlocked: 'Tap to allow sound', keys: 'Keys',
  signIn: 'Sign in', signedIn: (/** @type {string} */ who) => `Signed in: ${who}`,
  close: 'Close', search: 'Find a name or an order', noMatch: 'Nothing matches.',
  arrived: (/** @type {string} */ who, /** @type {string} */ sure, /** @type {string} */ zone) => `${who} arrived, ${sure} in ${zone}`,
  waitsFor: (/** @type {string} */ who, /** @type {string} */ order) => `${who} waits for order ${order}`, someone: 'A shopper', called: (/** @type {string} */ zone) => `Somebody calls for help in ${zone}`,
  zoomIn: 'Larger', zoomOut: 'Smaller', fit: 'Whole floor',
};
export default words;
