// @ts-check
/** The windows over the board, in English: they come when it is opened. */
const words = {
  signOut: 'Sign out', yourId: 'Your staff id', whoAreYou: 'Who are you?', whoWhy: 'Colleagues and the shopper see who brings an order.', cancel: 'Cancel', wrongId: 'An id has letters, digits and . _ : -',
  keysOn: 'Use keys on this board', keyList: [['1 – 9', 'hand over the order with this number'], ['U', 'undo'], ['H', 'take the first help'], ['F', 'go to the floor'], ['/', 'find a name or an order'], ['?', 'this help']],
  zoneReceivers: 'Its receivers', zoneGuests: 'Guests here', none: 'None.', hears: 'heard', silent: 'silent',
  register: 'This is a board of the shop',
};
export default words;
