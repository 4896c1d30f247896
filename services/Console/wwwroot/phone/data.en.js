// @ts-check
/** My data of the phone, in English: it comes when it is opened. */
const words = {
  consents: 'What you allow', switches: {
    PURPOSE_PRESENCE: ['Know where I am in the shop', 'Your list opens when you walk in, we remind you before you leave a shelf behind, and your order is brought when you come. Off: nothing about where you are is used or kept, from this second on.'],
    PURPOSE_SUGGESTIONS: ['Suggest things to me', 'At most 3 a visit, never while you buy medicine. Needs the first switch.'],
    PURPOSE_STAFF_RECOGNITION: ['Let staff greet me by name', 'They see your name, where you are and why. Needs the first switch.'],
  },
  on: 'On', off: 'Off', needsFirst: 'This waits for the first switch.', nowOn: (/** @type {string} */ what) => `On from now: ${what}.`, nowOff: (/** @type {string} */ what) => `Off from this second: ${what}.`,
  pause: 'Pause for 3 hours', paused: (/** @type {string} */ at) => `Paused until ${at}: nothing is found out, suggested or shown to staff.`, goOnNow: 'End the pause', forget: 'Forget this visit', forgotten: 'This visit is forgotten.', pausedNow: 'Paused from this second.', pauseOver: 'The pause is over.',
  yourData: 'Your data', copy: 'Save a copy', copied: 'The copy lies with your downloads.', who: 'Who saw something of you', nobodyYet: 'Nobody of the staff, and no other system.', erase: 'Erase me', eraseSure: 'Everything about you goes, everywhere, and cannot be brought back. Orders that are not fetched yet stay until they are.', eraseYes: 'Yes, erase me', eraseNo: 'Keep my data', erased: 'You are erased.', erasedKept: 'This stays for now:', codeIs: (/** @type {string} */ code) => `Code ${code}`,
  look: 'How this page looks', textSize: 'Text size', language: 'Language', percent: (/** @type {number} */ n) => `${n} %`, signOut: 'Sign out',
  signs: 'Tell me when this page is closed', signsText: 'When an order is ready, and with suggestions switched on one recipe a visit. Never anything about medicine: others may see your screen.', signsOn: 'This phone is told from now on.', signsOff: 'This phone is told nothing any more.', signsBlocked: 'This browser does not let the page tell you anything. Its settings do.', signsFailed: 'This browser could not be reached by its push service. Try again later.',
};
export default words;
