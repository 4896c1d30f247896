// @ts-check
import { html, svg } from '../vendor/lit-html/lit-html.js';

const icons = new URL('../look/icons.svg', import.meta.url).pathname;

/** A picture beside a word; never alone. @param {string} name */
export const icon = name => html`<svg class="i" aria-hidden="true"><use href="${icons}#${name}"></use></svg>`;
export { html, svg };

/** The language in which a page speaks to a person who prefers this one. @param {string} language BCP 47 @returns {'ko'|'en'} */
export const pageLanguage = language => /^ko(-|$)/i.test(language) ? 'ko' : 'en';

/** How sure we are, in steps that people use. @param {number} confidence 0..1 @returns {1|2|3} */
export const sureness = confidence => confidence >= 0.85 ? 3 : confidence >= 0.6 ? 2 : 1;

/** @param {number} step @param {string[]} words of the three steps */
export const sureBars = (step, words) => html`<span class="sure" aria-hidden="true">${[1, 2, 3].map(k => html`<i class=${k <= step ? 'on' : ''}></i>`)}</span> ${words[step - 1]}`;

/** A name from outside, in its own direction: one that is written from right to left turns nothing else round. @param {string} name */
export const own = name => html`<bdi>${name}</bdi>`;
