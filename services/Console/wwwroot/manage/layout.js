// @ts-check
import { render } from '../vendor/lit-html/lit-html.js';
import { drawn } from './plan.js';

// The plan of what the form says, as it is typed. It is the form that is sent.
const form = /** @type {HTMLFormElement} */ (document.getElementById('layout')), place = /** @type {HTMLElement} */ (document.getElementById('plan'));
/** @type {ReturnType<typeof setTimeout> | undefined} */ let soon;

/** The rows of one part of the layout, without those that are removed or empty. @param {FormData} data @param {string} list @returns {Record<string, string>[]} */
function rows(data, list) {
  const found = [];
  for (let i = 0; data.has(`${list}.${i}.was`); i++) {
    const row = Object.fromEntries([...['id', 'name', 'zone_id', 'beacon', 'floor', 'neighbours', 'outline', 'x_m', 'y_m', 'order', 'removed']].map(name => [name, String(data.get(`${list}.${i}.${name}`) ?? '').trim()]));
    if (row.id && row.removed !== 'yes') found.push(row);
  }
  return found;
}

function show() {
  const data = new FormData(form);
  const points = (/** @type {string} */ text) => text.split(/[\s,]+/).filter(Boolean).map(point => { const [x, y] = point.split(';').map(Number); return { xM: x, yM: y }; }).filter(point => Number.isFinite(point.xM) && Number.isFinite(point.yM));
  const store = {
    zones: rows(data, 'zones').sort((a, b) => Number(a.order) - Number(b.order)).map(zone => ({ id: zone.id, name: zone.name || zone.id, floor: zone.floor, neighbours: zone.neighbours.split(/[\s,]+/).filter(Boolean), outline: points(zone.outline) })),
    anchors: rows(data, 'anchors').map(anchor => ({ id: anchor.id, zoneId: anchor.zone_id, beacon: anchor.beacon, xM: Number(anchor.x_m) || 0, yM: Number(anchor.y_m) || 0 })),
    terminals: rows(data, 'terminals').map(terminal => ({ id: terminal.id, zoneId: terminal.zone_id })),
  };
  render(drawn(store, { alt: place.dataset.alt ?? '' }), place);
}

form.addEventListener('input', () => { clearTimeout(soon); soon = setTimeout(show, 250); });
show();
document.getElementById('changes')?.focus();
document.documentElement.dataset.loaded = '';
