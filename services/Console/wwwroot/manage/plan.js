// @ts-check
import { plan } from '../shared/floor.js';
import { html, svg } from '../shared/parts.js';

/**
 * A layout as it lies on the floor: zones, what leads where, anchors, terminals, and who is where.
 * @param {any} store the layout @param {object} shown
 * @param {Map<string, { shoppers: number, known: boolean }>} [shown.counts] by zone; absent: nobody counts
 * @param {string} shown.alt the picture in words
 */
export function drawn(store, { counts, alt }) {
  const floor = plan(store), places = new Map(floor.places.map(place => [place.id, place]));
  if (!floor.places.length) return html``;
  const size = Math.max(0.2, Math.max(floor.width, floor.height) / 220);
  const middle = (/** @type {import('../shared/floor.js').Place} */ place) => ({ x: (place.box.left + place.box.right) / 2, y: (place.box.top + place.box.bottom) / 2 });
  /** @type {Set<string>} */ const seen = new Set();
  const ways = (store.zones ?? []).flatMap((/** @type {any} */ zone) => (zone.neighbours ?? []).flatMap((/** @type {string} */ near) => {
    const [from, to, key] = [places.get(zone.id), places.get(near), [zone.id, near].sort().join(' ')];
    if (!from || !to || seen.has(key)) return [];
    seen.add(key);
    return [{ from: middle(from), to: middle(to) }];
  }));
  const standing = new Map(), isKnown = (/** @type {string} */ id) => !counts || (counts.get(id)?.known ?? false);
  return html`<svg class="plan" role="img" aria-label=${alt} viewBox="${floor.left - 0.3} ${floor.top - 0.3} ${floor.width + 0.6} ${floor.height + 0.6}">
    <defs><pattern id="hatch" width="1" height="1" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="1" height="1"></rect><rect width=".28" height="1"></rect></pattern></defs>
    ${floor.places.map(place => svg`<polygon class=${isKnown(place.id) ? 'ground' : 'hatch'} points=${place.shape.map(p => `${p.x.toFixed(2)},${p.y.toFixed(2)}`).join(' ')}></polygon>`)}
    ${ways.map((/** @type {any} */ way) => svg`<line class="way" x1=${way.from.x} y1=${way.from.y} x2=${way.to.x} y2=${way.to.y} stroke-width=${size / 3}></line>`)}
    ${(store.anchors ?? []).map((/** @type {any} */ anchor) => svg`<circle class="anchor ${anchor.beacon ? 'beacon' : ''}" data-anchor=${anchor.id} cx=${anchor.xM ?? 0} cy=${-(anchor.yM ?? 0) + (places.get(anchor.zoneId)?.down ?? 0)} r=${size} stroke-width=${size / 4}><title>${anchor.id}</title></circle>`)}
    ${(store.terminals ?? []).map((/** @type {any} */ terminal) => {
      const place = places.get(terminal.zoneId);
      if (!place) return '';
      const nth = standing.get(terminal.zoneId) ?? 0;
      standing.set(terminal.zoneId, nth + 1);
      return svg`<rect class="terminal" data-terminal=${terminal.id} x=${place.box.left + size + nth * size * 3} y=${place.box.bottom - size * 3} width=${size * 2} height=${size * 2}><title>${terminal.id}</title></rect>`;
    })}
    ${floor.places.map(place => {
      const at = middle(place);
      return svg`<g class="zone ${isKnown(place.id) ? '' : 'unknown'}" data-zone=${place.id}>
        <text class="name" x=${at.x} y=${place.box.top + 1.15}>${place.lines.map((line, i) => svg`<tspan x=${at.x} dy=${i ? 0.95 : 0}>${line}</tspan>`)}</text>
        ${counts ? svg`<text class="count" x=${at.x} y=${place.box.bottom - 0.8}>${isKnown(place.id) ? counts.get(place.id)?.shoppers ?? 0 : '?'}</text>` : ''}
      </g>`;
    })}
  </svg>`;
}
