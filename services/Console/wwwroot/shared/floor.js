// @ts-check
/** @typedef {{ x: number, y: number }} Point */
/** @typedef {{ id: string, name: string, shape: Point[], box: { left: number, top: number, right: number, bottom: number }, lines: string[], down: number }} Place a zone as it is drawn, metres, y downwards; down: how far its floor lies below its own metres */

const edgeM = 3.5, floorGapM = 4;

/** What of a polygon is nearer to a than to b. @param {Point[]} shape @param {Point} a @param {Point} b @returns {Point[]} */
function nearer(shape, a, b) {
  const [mx, my, dx, dy] = [(a.x + b.x) / 2, (a.y + b.y) / 2, b.x - a.x, b.y - a.y];
  if (dx === 0 && dy === 0) return shape;
  const side = (/** @type {Point} */ p) => (p.x - mx) * dx + (p.y - my) * dy;
  return shape.flatMap((p, i) => {
    const q = shape[(i + 1) % shape.length], s = side(p), t = side(q), kept = s <= 0 ? [p] : [];
    if (s < 0 !== t < 0 && s !== t) kept.push({ x: p.x + s / (s - t) * (q.x - p.x), y: p.y + s / (s - t) * (q.y - p.y) });
    return kept;
  });
}

/** @param {string} name @param {number} widthM */
function wrapped(name, widthM) {
  const room = Math.max(4, Math.floor(widthM / 0.47)), lines = [''];
  for (const word of name.split(' ')) {
    const last = lines[lines.length - 1];
    if (last && `${last} ${word}`.length > room) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines.slice(0, 3).map((line, i) => line.length > room + 2 || (i === 2 && lines.length > 3) ? `${[...line].slice(0, room).join('')}…` : line);
}

/**
 * The floor plan of a layout: outlines where zones have them, else the ground that is nearest to the middle of a zone's anchors. Floors lie below each other.
 * A zone with neither is not drawn: the page's table has it.
 * @param {any} store the layout @returns {{ places: Place[], width: number, height: number, left: number, top: number }}
 */
export function plan(store) {
  /** @type {Place[]} */ const places = [];
  let top = 0, [left, right, bottom] = [0, 0, 0];
  for (const floor of new Set((store.zones ?? []).map((/** @type {any} */ zone) => zone.floor ?? ''))) {
    const zones = store.zones.filter((/** @type {any} */ zone) => (zone.floor ?? '') === floor);
    const middles = new Map(), all = [];
    for (const zone of zones) {
      const own = zone.outline?.length ? zone.outline : (store.anchors ?? []).filter((/** @type {any} */ anchor) => anchor.zoneId === zone.id);
      const points = own.map((/** @type {any} */ p) => ({ x: p.xM ?? 0, y: -(p.yM ?? 0) }));
      if (!points.length) continue;
      all.push(...points);
      middles.set(zone.id, { x: points.reduce((/** @type {number} */ n, /** @type {Point} */ p) => n + p.x, 0) / points.length, y: points.reduce((/** @type {number} */ n, /** @type {Point} */ p) => n + p.y, 0) / points.length, outline: zone.outline?.length ? points : null });
    }
    if (!middles.size) continue;
    const box = { l: Math.min(...all.map(p => p.x)) - edgeM, r: Math.max(...all.map(p => p.x)) + edgeM, t: Math.min(...all.map(p => p.y)) - edgeM, b: Math.max(...all.map(p => p.y)) + edgeM };
    const down = places.length ? top - box.t : 0;
    for (const zone of zones) {
      const middle = middles.get(zone.id);
      if (!middle) continue;
      const hall = [{ x: box.l, y: box.t }, { x: box.r, y: box.t }, { x: box.r, y: box.b }, { x: box.l, y: box.b }];
      const ground = middle.outline ?? [...middles].reduce((shape, [id, other]) => id === zone.id || other.outline ? shape : nearer(shape, middle, other), hall);
      const shape = ground.map((/** @type {Point} */ p) => ({ x: p.x, y: p.y + down }));
      if (shape.length < 3) continue;
      const [xs, ys] = [shape.map((/** @type {Point} */ p) => p.x), shape.map((/** @type {Point} */ p) => p.y)];
      const around = { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
      places.push({ id: zone.id, name: zone.name ?? zone.id, shape, box: around, lines: wrapped(zone.name ?? zone.id, around.right - around.left), down });
    }
    if (top === 0) [left, right] = [box.l, box.r];
    [left, right, bottom] = [Math.min(left, box.l), Math.max(right, box.r), box.b + down];
    top = bottom + floorGapM;
  }
  const highest = Math.min(...places.map(place => place.box.top));
  return places.length ? { places, left, top: highest, width: right - left, height: bottom - highest } : { places, left: 0, top: 0, width: 1, height: 1 };
}
