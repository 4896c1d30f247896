// @ts-check
// A password that is shown once: copied, and as a code for a camera. It leaves the page for nothing else.
import { html, render, svg } from '../vendor/lit-html/lit-html.js';
import qrcode from '../vendor/qrcode-generator/qrcode.mjs';

const quiet = 4;
const place = /** @type {HTMLElement} */ (document.getElementById('qr')), say = /** @type {HTMLElement} */ (document.getElementById('say'));
/** @param {string} id */
const text = id => document.getElementById(id)?.textContent ?? '';

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll('button[data-copy]'))) {
  // A page without TLS may not write to the clipboard.
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => { await navigator.clipboard.writeText(text(button.dataset.copy ?? '')); say.textContent = place.dataset.copied ?? ''; });
}

const code = qrcode(0, 'M');
code.addData(text('password'), 'Byte');
code.make();
const modules = code.getModuleCount(), size = modules + 2 * quiet;
let path = '';
for (let y = 0; y < modules; y++) for (let x = 0; x < modules; x++) if (code.isDark(y, x)) path += `M${x + quiet} ${y + quiet}h1v1h-1z`;
const drawing = document.createElement('div');
render(html`<svg role="img" aria-label=${place.dataset.alt ?? ''} viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">${svg`<rect width=${size} height=${size} fill="#fff"></rect><path d=${path} fill="#000"></path>`}</svg>`, drawing);
place.prepend(drawing);
place.hidden = false;
