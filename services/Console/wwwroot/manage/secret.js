// @ts-check
// A password that is shown once: copied, and as a code for a camera. It leaves the page for nothing else.
import { render } from '../vendor/lit-html/lit-html.js';
import { coded, drawn } from '../shared/qr.js';

const place = /** @type {HTMLElement} */ (document.getElementById('qr')), say = /** @type {HTMLElement} */ (document.getElementById('say'));
/** @param {string} id */
const text = id => document.getElementById(id)?.textContent ?? '';

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll('button[data-copy]'))) {
  // A page without TLS may not write to the clipboard.
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => { await navigator.clipboard.writeText(text(button.dataset.copy ?? '')); say.textContent = place.dataset.copied ?? ''; });
}

const drawing = document.createElement('div');
render(drawn(coded(text('password')), place.dataset.alt ?? ''), drawing);
place.prepend(drawing);
place.hidden = false;
