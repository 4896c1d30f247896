// @ts-check
/** Household and preferences, in English: they come with My data. */
const words = {
  home: 'Your household', homeWhat: 'One shopping list for up to eight people. The others see what is on the shared list and what is done: not who ticked it, when, or in which shop, and nothing else of yours.',
  homeGuess: 'In a small household they can guess from a tick that somebody is shopping. Leaving is one tap, works at once, and needs nobody’s leave.',
  create: 'Make a household', joinCode: 'Code of an invitation', join: 'Join', joinHow: 'Somebody of the household gives you a code of 8 letters and digits.',
  waits: 'You asked to join. Somebody of the household has to let you in; until then you see nothing of it.', stopWaiting: 'Do not join',
  members: 'Who is in it', you: 'you', guardian: 'guardian', wantsIn: 'wants to join', letIn: (/** @type {string} */ who) => `Let ${who} in`, turnAway: (/** @type {string} */ who) => `Turn ${who} away`, remove: (/** @type {string} */ who) => `Remove ${who}`,
  invite: 'Invite somebody', code: 'Code:', codeUntil: (/** @type {string} */ at) => `For one person, until ${at}. Give it to nobody else.`,
  leave: 'Leave the household', leaveSure: 'The shared list goes from your phone at once. What you put on it stays for the others.', leaveYes: 'Yes, leave', leaveNo: 'Stay',
  made: 'You have a household. Invite somebody.', asked: 'You asked to join.', left: 'You left the household.', letInDone: 'They are in.', gone: 'They are not in the household any more.',
  wishes: 'How you want to be treated', wishesWhat: 'This also goes to the screens of the shop that you tap.',
  language: 'Language of the shop’s texts', ofStore: 'As the shop speaks', size: 'Letters on the shop’s screens', sizes: { TEXT_SIZE_NORMAL: 'Normal', TEXT_SIZE_LARGE: 'Large', TEXT_SIZE_LARGEST: 'Largest' }, contrast: 'Strong contrast on the shop’s screens',
  diet: 'Diet', dietHow: 'Tags of products and recipes, with commas: vegetarian must hold, -nuts must not.', avoid: 'Products not to propose', avoidHow: 'Their ids, with commas.',
  perVisit: 'Suggestions a visit, at most', quiet: 'No messages from', until: 'until', screens: 'Show my first name and list on a screen that I tap', collect: 'My household may fetch my orders',
  save: 'Save', saved: 'Saved.',
};
export default words;
