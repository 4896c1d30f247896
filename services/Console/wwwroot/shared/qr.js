// @ts-check
import qrcode from '../vendor/qrcode-generator/qrcode.mjs';
import { html, svg } from './parts.js';

const quiet = 4;

/** What is drawn of a text, by modules and with the quiet around them. @param {string} text */
export function coded(text) {
  const code = qrcode(0, 'M');
  code.addData(text, 'Byte');
  code.make();
  const size = code.getModuleCount();
  let path = '';
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) if (code.isDark(y, x)) path += `M${x + quiet} ${y + quiet}h1v1h-1z`;
  return { text, size: size + 2 * quiet, path };
}

/** Dark on white, whatever the theme. @param {ReturnType<typeof coded>} code @param {string} alt @param {string} [token] what tests read it by */
export const drawn = ({ size, path }, alt, token = '') => html`<svg class="code" role="img" aria-label=${alt} viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges" data-token=${token}>${svg`<rect width=${size} height=${size} fill="#fff"></rect><path d=${path} fill="#000"></path>`}</svg>`;
