// @ts-check
/** @typedef {{ key: string, order: string, name: string, zone: string, terminal: string, slot: string, items: number, sinceMs: number, escalation: number, needsCheck: boolean, claimedBy: string, claimedByName: string, isClaimed: boolean, leftAt?: number, left?: string, isFresh: boolean }} Pickup */
/** @typedef {{ key: string, name: string, isVip: boolean, zone: string, reason: string, confidence: number, atMs: number, leftAt?: number, left?: string, isFresh: boolean }} Guest */
/** @typedef {{ key: string, zone: string, text: string, terminal: string, atMs: number }} Call */
/** @typedef {{ key: string, id: string, kind: string, state: string, name: string, zone: string, terminal: string, order: string, text: string, openedMs: number, dueMs?: number, staffId: string, staffName: string, escalation: number, leftAt?: number, left?: string, isFresh: boolean }} Case */
/** @typedef {{ kind: 'pickup'|'guest'|'call', name: string, zone: string, order: string, confidence: number }} Notice what people are to notice */
/** @typedef {{ anchor: string, online: boolean, text: string, lastMs?: number }} Receiver */

/** Calls for a person that are shown; they have no end of their own. */
export const callsMax = 20, callsMs = 30 * 60_000;

/** How long a card that is over stays, so that nothing jumps under a finger. */
export const leavingMs = 2000;

/** @param {Notice['kind']} kind @param {any} of an update @returns {Notice} */
const notice = (kind, of) => ({ kind, name: of.name ?? '', zone: of.zoneId ?? '', order: of.orderId ?? '', confidence: of.confidence ?? 0 });

/** What the board knows of its store, from the updates that it heard. Times are the server's. */
export class BoardState {
  /** @type {Map<string, Pickup>} */ pickups = new Map();
  /** @type {Map<string, Guest>} */ guests = new Map();
  /** @type {Map<string, Call>} */ calls = new Map();
  /** @type {Map<string, Case>} */ cases = new Map();
  /** @type {Map<string, Receiver>} */ failing = new Map();
  /** @type {Map<string, { shoppers: number, known: boolean }>} */ zones = new Map();
  inStore = 0;
  zoneUnknown = 0;
  /** True once the picture is whole: counts come after everything that is kept. */
  isLoaded = false;

  /**
   * Takes an update over.
   * @param {any} u a StoreUpdate @param {number} nowMs the server's time
   * @returns {Notice | undefined}
   */
  apply(u, nowMs) {
    const at = Date.parse(u.at ?? '') || nowMs;
    if (u.pickupWaiting) return this.#wait(u.pickupWaiting, at);
    if (u.handedOver) this.#leave(this.pickups, u.handedOver.orderId, nowMs, 'handedOver');
    else if (u.pickupEnded) this.#leave(this.pickups, u.pickupEnded.orderId, nowMs, u.pickupEnded.why ?? '');
    else if (u.vipArrived) return this.#greet(u.vipArrived, at);
    else if (u.vipLeft) this.#leave(this.guests, u.vipLeft.shopperId, nowMs, 'left');
    else if (u.case) return this.#open(u.case, at, nowMs);
    else if (u.assistance) return this.#call(u.assistance, u.cursor ?? u.at, at);
    else if (u.receiverStatus) this.#hear(u.receiverStatus);
    else if (u.occupancy) {
      this.zones = new Map((u.occupancy.zones ?? []).map((/** @type {any} */ z) => [z.zoneId, { shoppers: z.shoppers ?? 0, known: z.known ?? false }]));
      [this.inStore, this.zoneUnknown, this.isLoaded] = [u.occupancy.inStore ?? 0, u.occupancy.zoneUnknown ?? 0, true];
    }
    return undefined;
  }

  /** Takes away what has been over for long enough. @param {number} nowMs @returns {boolean} whether something went */
  sweep(nowMs) {
    let went = false;
    for (const cards of [this.pickups, this.guests, this.cases])
      for (const [key, card] of cards)
        if (card.leftAt !== undefined && nowMs - card.leftAt >= leavingMs) went = cards.delete(key);
    for (const [key, call] of this.calls) if (nowMs - call.atMs > callsMs) went = this.calls.delete(key);
    return went;
  }

  /** Whether anybody knows how many people are anywhere. */
  get isSeen() { return [...this.zones.values()].some(zone => zone.known); }

  /** Those who wait, who waits longest first. */
  waiting() { return [...this.pickups.values()].sort((a, b) => a.sinceMs - b.sinceMs || (a.key < b.key ? -1 : 1)); }

  /** What somebody wants of a person, who asked first first. */
  wanted() { return [...this.cases.values()].sort((a, b) => a.openedMs - b.openedMs || (a.key < b.key ? -1 : 1)); }

  /** Calls that no case tells of as well. */
  loose() { return [...this.calls.values()].filter(call => !this.wanted().some(one => one.terminal && one.terminal === call.terminal)); }

  /** Those who are greeted, who came first first. */
  greeted() { return [...this.guests.values()].sort((a, b) => a.atMs - b.atMs || (a.key < b.key ? -1 : 1)); }

  #wait(/** @type {any} */ p, /** @type {number} */ at) {
    const old = this.pickups.get(p.orderId);
    const isNew = !old || old.leftAt !== undefined;
    this.pickups.set(p.orderId, {
      key: p.orderId, order: p.orderId, name: p.name ?? '', zone: p.zoneId ?? '', terminal: p.terminalId ?? '', slot: p.slot ?? '', items: p.items ?? 0, sinceMs: Date.parse(p.since ?? '') || at,
      escalation: p.escalation ?? 0, needsCheck: p.needsCheck ?? false, claimedBy: p.claimedBy ?? '', claimedByName: p.claimedByName ?? '', isClaimed: (p.claimedBy ?? '') !== '' || p.state === 'ORDER_STATE_CLAIMED', isFresh: isNew && this.isLoaded,
    });
    return isNew || (p.escalation ?? 0) > old.escalation ? notice('pickup', p) : undefined;
  }

  #greet(/** @type {any} */ g, /** @type {number} */ at) {
    if (!g.shopperId) return undefined;
    const old = this.guests.get(g.shopperId);
    const isNew = !old || old.leftAt !== undefined;
    this.guests.set(g.shopperId, {
      key: g.shopperId, name: g.name ?? '', isVip: g.tier === 'TIER_VIP', zone: g.zoneId ?? '', reason: g.reason ?? '', confidence: g.confidence ?? 0, atMs: isNew ? at : old.atMs, isFresh: isNew && this.isLoaded,
    });
    return isNew ? notice('guest', g) : undefined;
  }

  #open(/** @type {any} */ c, /** @type {number} */ at, /** @type {number} */ nowMs) {
    if (['CASE_STATE_SETTLED', 'CASE_STATE_WITHDRAWN', 'CASE_STATE_EXPIRED'].includes(c.state)) {
      this.#leave(this.cases, c.id, nowMs, c.state);
      return undefined;
    }
    const old = this.cases.get(c.id);
    const isNew = !old || old.leftAt !== undefined;
    this.cases.set(c.id, {
      key: c.id, id: c.id, kind: c.kind ?? '', state: c.state ?? '', name: c.name ?? '', zone: c.zoneId ?? '', terminal: c.terminalId ?? '', order: c.orderId ?? '', text: (c.entries ?? []).find((/** @type {any} */ e) => e.text)?.text ?? '',
      openedMs: Date.parse(c.openedAt ?? '') || at, dueMs: Date.parse(c.dueAt ?? '') || undefined, staffId: c.staffId ?? '', staffName: c.staffName ?? '', escalation: c.escalation ?? 0, isFresh: isNew && this.isLoaded,
    });
    return isNew || (c.escalation ?? 0) > old.escalation ? notice('call', c) : undefined;
  }

  #call(/** @type {any} */ a, /** @type {string} */ key, /** @type {number} */ at) {
    this.calls.set(key, { key, zone: a.zoneId ?? '', text: a.text ?? '', terminal: a.terminalId ?? '', atMs: at });
    for (const [oldest] of this.calls) {
      if (this.calls.size <= callsMax) break;
      this.calls.delete(oldest);
    }
    return notice('call', a);
  }

  #hear(/** @type {any} */ r) {
    if (r.online && !r.clockAheadS) this.failing.delete(r.anchorId);
    else this.failing.set(r.anchorId, { anchor: r.anchorId, online: r.online ?? false, text: r.text ?? r.anchorId, lastMs: Date.parse(r.lastHeardAt ?? '') || undefined });
  }

  #leave(/** @type {Map<string, any>} */ cards, /** @type {string} */ key, /** @type {number} */ nowMs, /** @type {string} */ why) {
    const card = cards.get(key);
    if (card) cards.set(key, { ...card, leftAt: card.leftAt ?? nowMs, left: card.left ?? why, isFresh: false });
  }
}
