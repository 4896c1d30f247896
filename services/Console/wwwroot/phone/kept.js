// @ts-check
import { recall, remember } from '../shared/storage.js';

/** @typedef {{ id: string, name: string, productId?: string, quantity?: number, done?: boolean, shared?: boolean }} Item shared: it is on the household's list */
/** @typedef {{ rank: number, zone: string, aisle: string, soldOut: boolean, instead: string[] }} Where */

/** What a list may hold, as the server says. */
export const itemsMax = 200;
/** As many suggestions a visit has, unless its shopper wishes for fewer. */
export const perVisitMax = 3;

/** What is written down as it is. */
const plain = /** @type {const} */ (['items', 'shared', 'passes', 'codes', 'purposes', 'pausedUntil', 'layout', 'storeId', 'heardAt', 'aheadMs']);
/** Who opens the page without a line is not in a shop any more of which nothing was heard for so long. */
const visitMaxMs = 4 * 3600_000;

/** What this phone knows of its shopper: kept on the phone, so that the page opens without a line; the server's word replaces it. */
export class Kept {
  /** @type {Item[]} */ items = [];
  /** @type {Item[] | undefined} the household's list; undefined: there is none to see */ shared;
  /** @type {Map<string, Where>} by item */ places = new Map();
  /** @type {Map<string, any>} PickupUpdates by order */ orders = new Map();
  /** @type {Map<string, any>} Suggestions */ suggestions = new Map();
  /** @type {Map<string, any>} Cases that are open */ cases = new Map();
  /** @type {string[]} what was suggested during this visit */ offered = [];
  /** @type {{ notBefore: string, expiresAt: string, token: string }[]} */ passes = [];
  /** @type {Record<string, string>} by order */ codes = {};
  /** @type {string[] | undefined} purposes; undefined: not asked yet */ purposes;
  /** @type {string | undefined} nothing is found out until then */ pausedUntil;
  /** The store of the visit; empty: there is none. */ storeId = '';
  /** @type {{ id: string, name: string, zones: { id: string, name: string }[], currency: string } | undefined} the store that was asked for last */ layout;
  /** When the server said something last, by the phone's clock, and how far its own is ahead of that. */ heardAt = 0; aheadMs = 0;
  zone = '';
  /** @type {number | undefined} how many suggestions a visit they wish for; undefined: not asked yet */ perVisit;
  #key;

  /** @param {string} shopper */
  constructor(shopper) {
    this.#key = `me:${shopper}`;
    try {
      const kept = JSON.parse(recall(this.#key) || '{}');
      for (const name of plain) if (kept[name] !== undefined) /** @type {any} */ (this)[name] = kept[name];
      [this.places, this.orders] = [new Map(kept.places), new Map(kept.orders)];
    } catch {
      // What cannot be read is asked for anew.
    }
    if (Math.abs(Date.now() - this.heardAt) > visitMaxMs) this.storeId = '';
  }

  /** The store of the visit, once it is known. */
  get store() { return this.layout?.id === this.storeId ? this.layout : undefined; }

  /** Writes it down. A full storage takes nothing from who has a line. */
  keep() {
    return remember(this.#key, JSON.stringify({ ...Object.fromEntries(plain.map(name => [name, this[name]])), places: [...this.places], orders: [...this.orders] }));
  }

  /** What the shopper agrees to, as the server has it. @param {any} consent */
  agree(consent) { [this.purposes, this.pausedUntil] = [consent.purposes ?? [], consent.pausedUntil]; }

  /** A stream without a cursor tells everything that holds, and no visit when there is none: what was kept is over. */
  begin() {
    this.orders.clear();
    this.cases.clear();
    this.leave();
  }

  /** There is no visit, as far as it is known. */
  leave() {
    [this.storeId, this.zone, this.offered] = ['', '', []];
    this.suggestions.clear();
    this.places.clear();
  }

  /**
   * Takes an update over.
   * @param {any} u a ShopperUpdate @param {{ own: boolean, home: boolean }} isFirst the first that a resumed stream tells of a list is the whole list
   * @returns {{ say?: 'reminder'|'ready'|'gone'|'over', text?: string, list?: 'own'|'home' } | undefined}
   */
  apply(u, isFirst) {
    this.heardAt = Date.now();
    if (u.visitStarted) this.storeId = u.visitStarted.storeId;
    else if (u.visitEnded) {
      this.leave();
      this.layout = undefined;
    } else if (u.zoneEntered) [this.storeId, this.zone] = [u.zoneEntered.storeId, u.zoneEntered.zoneId ?? ''];
    else if (u.listRecalled) {
      this.places = new Map((u.listRecalled.items ?? []).map((/** @type {any} */ r, /** @type {number} */ rank) => [r.item.id, {
        rank, zone: r.zoneId ?? '', aisle: r.aisle ?? '', soldOut: r.outOfStock ?? false, instead: (r.alternatives ?? []).map((/** @type {any} */ a) => a.text || [a.name, a.aisle].filter(Boolean).join(', ')),
      }]));
    } else if (u.listChanged) {
      const list = u.listChanged.household ? 'home' : 'own';
      if (list === 'own') this.items = changed(this.items, u.listChanged, isFirst.own);
      else this.shared = changed(this.shared ?? [], u.listChanged, isFirst.home);
      return { list };
    } else if (u.suggestion) {
      this.suggestions.set(u.suggestion.id, u.suggestion);
      if (!this.offered.includes(u.suggestion.id)) this.offered.push(u.suggestion.id);
      return { say: 'reminder', text: u.suggestion.title };
    } else if (u.suggestionRevoked) {
      if (this.suggestions.delete(u.suggestionRevoked.suggestionId) && u.suggestionRevoked.reason !== 'REVOKE_REASON_ANSWERED') return { say: 'gone' };
    } else if (u.case) {
      if (['CASE_STATE_SETTLED', 'CASE_STATE_WITHDRAWN', 'CASE_STATE_EXPIRED'].includes(u.case.state)) return this.cases.delete(u.case.id) && u.case.kind === 'CASE_KIND_HELP' ? { say: 'over' } : undefined;
      this.cases.set(u.case.id, u.case);
    } else if (u.pickup) {
      const isLive = ['ORDER_STATE_PREPARING', 'ORDER_STATE_READY', 'ORDER_STATE_CLAIMED'].includes(u.pickup.state);
      if (isLive) this.orders.set(u.pickup.orderId, u.pickup);
      else { this.orders.delete(u.pickup.orderId); delete this.codes[u.pickup.orderId]; }
      if (u.pickup.state === 'ORDER_STATE_READY') return { say: 'ready', text: u.pickup.text };
    }
    return undefined;
  }

  /** Orders that can be fetched now. */
  readyOrders() { return [...this.orders.values()].filter(order => order.state === 'ORDER_STATE_READY' || order.state === 'ORDER_STATE_CLAIMED'); }

  /** The suggestion that is open: one at most, the newest. @param {number} nowMs */
  openSuggestion(nowMs) { return [...this.suggestions.values()].filter(s => !(Date.parse(s.expiresAt ?? '') <= nowMs)).at(-1); }
}

/** A list after a change. @param {Item[]} before @param {any} change @param {boolean} isWhole it is the whole list */
function changed(before, change, isWhole) {
  const removed = new Set(change.removed ?? []);
  /** @type {Map<string, Item>} */ const items = new Map(isWhole ? [] : before.filter(item => !removed.has(item.id)).map(item => [item.id, item]));
  for (const item of change.items ?? []) items.set(item.id, item);
  return [...items.values()];
}
