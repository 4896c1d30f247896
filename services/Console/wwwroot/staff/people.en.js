// @ts-check
/** What a registered board says when somebody signs in, in English. */
const words = {
  device: 'User name of the board', password: 'Password', registerWhy: 'The manager gets both when the board is added. It then knows this shop, and shows no names until somebody signs in.', registerIt: 'Register',
  whoIs: 'Who are you?', pin: (/** @type {string} */ name) => `PIN of ${name}`, enter: 'Sign in', back: 'Back', noPins: 'Nobody of this shop has a PIN yet. The manager gives one.', noAnswer: 'The server did not answer. Try again.', lockNow: 'Lock', leave: 'Sign out', isYou: (/** @type {string} */ who) => `Signed in: ${who}`,
};
export default words;
