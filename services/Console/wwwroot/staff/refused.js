// @ts-check
import { html } from '../shared/parts.js';
import english from './refused.en.js';
import korean from './refused.ko.js';

/** What stands in the page's place, and what can be done about it. @param {import('./view.js').Board} board */
export function refused(board) {
  const { link, words, storeId, signInAt } = board, said = board.language === 'ko' ? korean : english;
  const { code, message } = /** @type {import('../shared/calls.js').CallError} */ (link.refusal);
  const [title, text] = code === 5 ? [said.notFound(storeId), ''] : code === 16 ? [said.noIdentity, said.askManager] : code === 7 ? [said.noRight, said.askManager] : [said.refused, message];
  return html`<header><h1>${words.title}</h1></header><main><div class="error" role="alert"><h2>${title}</h2><p>${text}</p>
    ${signInAt ? html`<p><a class="button" href=${signInAt}>${words.signIn}</a></p>` : ''}
    ${code === 16 || code === 7 ? html`<p><button @click=${() => void board.act.register()}>${said.register}</button></p>` : ''}
    ${text === message ? '' : html`<p class="muted">${message}</p>`}</div></main>`;
}
