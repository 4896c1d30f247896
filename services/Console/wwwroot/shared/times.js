// @ts-check
/**
 * How long something takes or took, as people say it: seconds below a minute, minutes up to an hour, then hours.
 * @param {number} seconds
 */
export function span(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  return s < 60 ? `${s} s` : s < 3600 ? `${Math.floor(s / 60)} min` : `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min`;
}

/** The clock of a moment. @param {Date} at @param {string} language @param {boolean} [withSeconds] */
export const clock = (at, language, withSeconds = false) =>
  at.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit', ...(withSeconds ? { second: '2-digit' } : {}), hourCycle: 'h23' });
