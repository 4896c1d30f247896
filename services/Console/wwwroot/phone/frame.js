// @ts-check
import { CallError, Code } from '../shared/calls.js';
import { html, icon } from '../shared/parts.js';
import { clock, span } from '../shared/times.js';

/**
 * @typedef {object} Phone everything that the page shows
 * @property {typeof import('./words.en.js').default} words @property {string} language @property {string} shopper @property {import('./kept.js').Kept} kept @property {ReturnType<typeof import('./outbox.js').outbox>} outbox
 * @property {import('./kept.js').Item[]} items the list with what waits @property {import('../shared/link.js').LinkState} link @property {number} nowMs the server's time
 * @property {boolean} isListLoaded @property {boolean} isEditing @property {boolean} isGone a suggestion was just revoked @property {boolean} savesData
 * @property {{ id: string, response: 'ACCEPTED'|'DISMISSED'|'SNOOZED'|'NEVER' } | undefined} answered can be taken back @property {string} refused @property {string} allowed what a switch just did @property {number} textSize
 * @property {boolean} isAsking a call for help is on its way @property {string} helpTold why it was not
 * @property {any[] | undefined} accesses who looked @property {string} signIn where to sign in; empty: nowhere, or somebody is @property {import('./push.js').PushState} push @property {boolean} hasSession a cookie says who this is, and can be given back @property {boolean} isErasing @property {any[] | undefined} erased what an erasure leaves for now @property {string} dataTold
 * @property {(minor: number) => string} money @property {() => void} paint @property {Record<string, (...args: any[]) => void>} act
 */
const tabs = /** @type {const} */ (['list', 'pass', 'me']), tops = { list: 'list-h', pass: 'pass-h', me: 'consents-h' }, signs = { list: 'list-checks', pass: 'qr-code', me: 'shield-check' };

/** The page around what a tab shows. @param {Phone} phone @param {(tab: 'list'|'pass'|'me') => any} content */
export function frame(phone, content) {
  const { words, kept, link: now } = phone;
  const tab = tabs.find(name => location.hash === `#${name}` || location.hash === `#${tops[name]}`) ?? 'list';
  const isLive = now.kind === 'live', isStale = now.kind === 'stale', asOf = now.asOf ?? (kept.heardAt ? new Date(kept.heardAt + kept.aheadMs) : undefined);
  return html`<a class="skip" href="#${tops[tab]}">${words.skip}</a>
    <header><h1>${kept.store ? words.welcome(kept.store.name) : words.title}</h1><span class="chip ${isStale ? 'warn' : ''}" id="link">${icon(isLive ? 'radio-tower' : 'wifi-off')}<span>${isLive ? words.live : isStale ? words.offlineChip : now.kind === 'connecting' ? words.connecting : words.reconnecting}</span></span></header>
    <div id="stale" role="status" class=${isStale ? 'banner' : ''}>${isStale ? html`${icon('wifi-off')}<span>${asOf ? html`${words.offline(clock(asOf, phone.language))} <span class="num" aria-hidden="true">(${span((phone.nowMs - asOf.getTime()) / 1000)})</span> ` : ''}${phone.outbox.isKept ? words.offlineKept : words.notKept}</span>` : ''}</div>
    <main>${phone.signIn ? html`<p class="card">${words.noIdentity} <a class="button" href=${phone.signIn}>${words.signIn}</a></p>` : ''}${content(tab)}</main>
    <nav aria-label=${words.main}><ul>${tabs.map(name => html`<li><a href="#${name}" aria-current=${tab === name ? 'page' : 'false'}>${icon(signs[name])}${words.tabs[name]}</a></li>`)}</ul></nav>`;
}

/** Why there is nothing to show. @param {Phone} phone */
export function refused(phone) {
  const { words, shopper, link: { refusal } } = phone;
  if (refusal?.code === Code.Aborted) return html`<header><h1>${words.title}</h1></header><main><p class="card" role="alert">${words.elsewhere}</p><p><button class="primary" @click=${phone.act.useHere}>${words.useHere}</button></p></main>`;
  const text = phone.signIn ? words.noIdentity : !shopper ? words.whoAreYou : refusal?.code === Code.NotFound ? words.unknown(shopper) : refusal?.code === Code.NoIdentity ? words.noIdentity : `${words.refused} ${refusal?.message ?? ''}`;
  return html`<header><h1>${words.title}</h1></header><main><p class="card" role="alert">${text}</p>
    ${phone.signIn ? html`<p><a class="button" href=${phone.signIn}>${words.signIn}</a></p>` : !shopper || refusal?.code === Code.NotFound ? html`<form class="add" @submit=${(/** @type {any} */ e) => { e.preventDefault(); phone.act.knowAs(e.target.elements.id.value.trim()); }}><input type="text" name="id" aria-label=${words.yourId} placeholder=${words.yourId} maxlength="64"><button>${words.goOn}</button></form>` : ''}</main>`;
}

/** What people are told of a call that failed; what is no failed call is thrown on. @param {unknown} error @param {string} noAnswer when it did not get through @returns {string} */
export function sentenceOf(error, noAnswer) {
  if (!(error instanceof CallError)) throw error;
  return error.isAway ? noAnswer : error.message;
}
