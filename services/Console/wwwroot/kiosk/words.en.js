// @ts-check
/** What a kiosk says, in English. */
const words = {
  title: 'Pickup', starting: 'Starting', startingHow: 'One moment, please.',
  attract: 'Hold your pass to the reader to collect your order', attractHow: 'Or type the code from your phone.', scan: 'Scan the code', camera: 'Hold the code of your phone up to the camera', cameraHow: 'The picture stays on this screen.', noCamera: 'The camera cannot be used',
  typeCode: 'Type the code', back: 'Back', erase: 'Erase', codeTitle: 'Your 8-digit code', entered: (/** @type {number} */ n) => `${n} of 8 digits`,
  reading: 'One moment', readingHow: 'We are checking your pass.',
  outcomes: {
    TAP_OUTCOME_OK: 'Your order is there', TAP_OUTCOME_GRANTED: 'Please take your order', TAP_OUTCOME_NO_ORDER: 'No order is ready yet', TAP_OUTCOME_ALREADY_CLAIMED: 'This order is already being brought',
    TAP_OUTCOME_EXPIRED: 'Please show a fresh pass', TAP_OUTCOME_REFUSED: 'This pass cannot be used here', TAP_OUTCOME_TRY_AGAIN: 'Please hold it once more',
  },
  refusedHow: 'Nothing is wrong with your order. Please ask at the desk.', place: (/** @type {string} */ slot) => `Place ${slot}`, more: (/** @type {number} */ n) => n === 1 ? 'One more order is ready for you.' : `${n} more orders are ready for you.`,
  offline: 'We cannot check passes just now', offlineHow: 'Please ask at the desk: someone hands over your order.', offlineKept: 'Someone hands over your order. Hold your pass to the reader all the same: your tap is kept.',
  kept: 'Your tap is kept', keptHow: 'We cannot check passes just now. Please ask at the desk: someone hands over your order.', outOfOrder: 'This kiosk is out of order', outHow: 'Please go to the desk.',
  infoTitle: 'Information', attractInfo: 'Hold your pass to the reader to see your orders and your list', hello: 'Hello', helloNobody: 'Hello', orders: 'Your orders', list: 'Your list',
  aisle: (/** @type {string} */ aisle) => `Aisle ${aisle}`, soldOut: 'sold out', forget: 'Forget this visit', forgotten: 'This visit is forgotten', forAMinute: 'This screen closes after a minute, and keeps nothing.',
  help: 'Call someone', helpTitle: 'Shall we call someone to this kiosk?', helpYes: 'Yes, please', helpComes: 'Someone is coming',
  moreTime: 'More time', stillThere: 'Are you still typing? This screen closes in a moment.', done: 'Done', bigger: 'Bigger text', ease: 'Accessibility', easeTitle: 'How would you like this screen?', easeHow: 'The next person gets the usual screen.', contrast: 'Strong contrast', low: 'Everything lower', aloud: 'Read aloud: people near you hear it', language: '한국어', nothing: 'Nothing about you is shown or kept on this screen.',
};
export default words;
