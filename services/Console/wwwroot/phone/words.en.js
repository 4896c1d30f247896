// @ts-check
/** What the phone's page says, in English. */
const words = {
  title: 'My shopping', tabs: { list: 'List', pass: 'Pickup pass', me: 'My data' }, main: 'Main', skip: 'Skip to the content',
  connecting: 'connecting', live: 'live', reconnecting: 'reconnecting', offlineChip: 'offline',
  offline: 'Offline. Your list works; what you tick is kept and sent later.', waitingToSend: (/** @type {number} */ n) => n === 1 ? '1 change waits to be sent.' : `${n} changes wait to be sent.`,
  yourList: 'Your list', progress: (/** @type {number} */ done, /** @type {number} */ all) => `${done} of ${all}`, empty: 'Your list is empty. What you add at home is here when you walk in.',
  noStore: 'You are not in one of our shops. Your list is here, in the order in which you wrote it.', here: 'you are here', aisle: (/** @type {string} */ aisle) => `Aisle ${aisle}`, notHere: 'Not in this store', basket: 'In the basket', other: 'More on your list',
  soldOut: 'sold out', add: 'Add', addItem: 'Add to the list', edit: 'Edit the list', editDone: 'Done', remove: (/** @type {string} */ name) => `Remove ${name}`, removeShort: 'Remove', full: 'Your list has 200 items, which is as many as it can have.', tooMany: 'Too many changes wait to be sent. They go out when you are connected.',
  orders: 'Your orders', ready: 'ready', order: (/** @type {string} */ id) => `Order ${id}`, showPass: 'Pass', brings: (/** @type {string} */ who) => `${who} is bringing it.`, check: 'Bring proof of age or identity.', slot: (/** @type {string} */ slot) => `Shelf or slot ${slot}`,
  suggestion: 'Suggestion', kinds: { SUGGESTION_KIND_RECIPE: 'Recipe from your list', SUGGESTION_KIND_REMINDER: 'Reminder', SUGGESTION_KIND_OFFER: 'Offer' }, otherKind: 'For you',
  minutes: (/** @type {number} */ n) => `${n} min`, have: (/** @type {number} */ have, /** @type {number} */ all) => `you have ${have} of ${all}`, missing: 'Missing', video: 'Watch the video', whyTitle: 'Why am I seeing this?', whyPlace: (/** @type {string} */ zone) => `Place: ${zone}.`, whyItems: (/** @type {string} */ names) => `On your list: ${names}.`,
  accept: 'Thanks', acceptRecipe: 'Add what is missing', notNow: 'Not now', later: 'In 10 min', never: 'Never this', ofVisit: (/** @type {number} */ n) => `${n} of 3 for this visit`,
  answers: { ACCEPTED: 'Accepted.', DISMISSED: 'Not now.', SNOOZED: 'Again in 10 minutes.', NEVER: 'Never again.' }, undo: 'Undo', gone: 'That suggestion is no longer valid.',
  passTitle: 'Your pass', passHow: 'Hold it to the terminal. It changes every minute and works without reception for a quarter of an hour.', passAlt: 'Pickup pass as a QR code', passLeft: (/** @type {number} */ s) => `changes in ${s} s`, passNone: 'No pass is left. Ask at the desk.', passAsk: (/** @type {string} */ orders) => `Ask at the desk, order ${orders}.`, passLoading: 'One moment …', code: 'Or type this code', codeFor: (/** @type {string} */ id) => `Code of order ${id}`,
  consents: 'What you allow', switches: {
    PURPOSE_PRESENCE: ['Know where I am in the shop', 'Your list opens when you walk in, we remind you before you leave a shelf behind, and your order is brought when you come. Off: nothing about where you are is used or kept, from this second on.'],
    PURPOSE_SUGGESTIONS: ['Suggest things to me', 'At most 3 a visit, never while you buy medicine. Needs the first switch.'],
    PURPOSE_STAFF_RECOGNITION: ['Let staff greet me by name', 'They see your name, where you are and why. Needs the first switch.'],
  },
  on: 'On', off: 'Off', needsFirst: 'This waits for the first switch.', nowOn: (/** @type {string} */ what) => `On from now: ${what}.`, nowOff: (/** @type {string} */ what) => `Off from this second: ${what}.`, needsLine: 'This needs the connection.', noAnswer: 'The server did not answer. Nothing was changed; try again.',
  pause: 'Pause for 3 hours', paused: (/** @type {string} */ at) => `Paused until ${at}: nothing is found out, suggested or shown to staff.`, goOnNow: 'End the pause', forget: 'Forget this visit', forgotten: 'This visit is forgotten.', pausedNow: 'Paused from this second.', pauseOver: 'The pause is over.',
  yourData: 'Your data', copy: 'Save a copy', copied: 'The copy lies with your downloads.', who: 'Who saw something of you', nobodyYet: 'Nobody of the staff, and no other system.', erase: 'Erase me', eraseSure: 'Everything about you goes, everywhere, and cannot be brought back. Orders that are not fetched yet stay until they are.', eraseYes: 'Yes, erase me', eraseNo: 'Keep my data', erased: 'You are erased.', erasedKept: 'This stays for now:', codeIs: (/** @type {string} */ code) => `Code ${code}`,
  look: 'How this page looks', textSize: 'Text size', language: 'Language', percent: (/** @type {number} */ n) => `${n} %`,
  welcome: (/** @type {string} */ store) => `Welcome to ${store}`, elsewhere: 'This page is open in another window.', useHere: 'Use it here', noIdentity: 'You are not signed in.', unknown: (/** @type {string} */ id) => `Nobody is known as “${id}”.`, whoAreYou: 'Who are you?', yourId: 'Your shopper id', goOn: 'Go on', refused: 'The server refuses:',
};
export default words;
