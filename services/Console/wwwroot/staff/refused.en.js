// @ts-check
/** Why the board is not shown, in English: it comes when it is refused. */
const words = {
  notFound: (/** @type {string} */ id) => `There is no store “${id}”.`,
  noRight: 'This page may not be shown to you.', askManager: 'It needs the role “staff” in this store; the manager of the store gives it.', noIdentity: 'You are not signed in.', refused: 'The server refuses:',
  register: 'This is a board of the shop',
};
export default words;
