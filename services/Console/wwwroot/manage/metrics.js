// @ts-check
/** @typedef {{ name: string, labels: Record<string, string>, value: number }} Sample */

/**
 * What a page of metrics says: https://prometheus.io/docs/instrumenting/exposition_formats. Comments, time stamps and lines that are none are left out.
 * @param {string} text @returns {Sample[]}
 */
export function read(text) {
  const samples = [];
  for (const line of text.split('\n')) {
    const found = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? ([^ ]+)(?: -?\d+)?$/.exec(line);
    if (!found) continue;
    /** @type {Record<string, string>} */ const labels = {};
    for (const [, label, value] of (found[2] ?? '').matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)) labels[label] = value.replace(/\\(.)/g, (_, c) => c === 'n' ? '\n' : c);
    samples.push({ name: found[1], labels, value: Number(found[3].replace('Inf', 'Infinity')) });
  }
  return samples;
}

/**
 * The values of one metric by a label; 0 is left out.
 * @param {Sample[]} samples @param {string} name @param {string[]} labels which together name a row @returns {{ key: string[], value: number }[]} the largest first
 */
export function rows(samples, name, labels) {
  /** @type {Map<string, { key: string[], value: number }>} */ const sums = new Map();
  for (const sample of samples) {
    if (sample.name !== name || sample.value === 0) continue;
    const key = labels.map(label => sample.labels[label] ?? ''), row = sums.get(key.join('\n')) ?? { key, value: 0 };
    row.value += sample.value;
    sums.set(key.join('\n'), row);
  }
  return [...sums.values()].sort((a, b) => b.value - a.value);
}
