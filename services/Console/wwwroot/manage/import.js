// @ts-check
import { finish } from './page.js';

// A file that was checked is still chosen when it is applied. Without this the page comes anew, and the file has to be chosen again.
const form = /** @type {HTMLFormElement} */ (document.getElementById('import'));
// The answer is this very page, made by the same server, which writes names as text.
const trusted = /** @type {any} */ (globalThis).trustedTypes?.createPolicy('smartstore', { createHTML: (/** @type {string} */ page) => page });

form.addEventListener('submit', async event => {
  const button = /** @type {HTMLButtonElement} */ (event.submitter);
  event.preventDefault();
  const sent = new FormData(form, button), buttons = form.querySelectorAll('button');
  buttons.forEach(other => { other.disabled = true; });
  document.documentElement.dataset.busy = '';
  try {
    const response = await fetch(form.action, { method: 'POST', body: sent, cache: 'no-store' });
    const text = await response.text();
    const page = new DOMParser().parseFromString(trusted ? trusted.createHTML(text) : text, 'text/html');
    const [now, next] = [document.getElementById('result'), page.getElementById('result') ?? page.querySelector('main')];
    if (!now || !next) return;
    next.id = 'result';
    now.replaceWith(next);
    finish(next);
    if (document.activeElement?.id !== 'problems') next.focus();
  } catch {
    // The line broke: what became of it is unknown, and the browser's own way says so.
    form.submit();
  } finally {
    buttons.forEach(other => { other.disabled = false; });
    delete document.documentElement.dataset.busy;
  }
});
