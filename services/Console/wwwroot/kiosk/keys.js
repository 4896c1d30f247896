// @ts-check
/** A reader types a code like a keyboard: quickly, and at most this much. */
const keysApartMs = 1000, codeCharsMax = 600;

/**
 * A reader that is a keyboard, and a person with a keyboard: what ends with Enter is a code. Digits of a pass never fall into the pad.
 * @param {(code: string) => void} read @returns {() => void} forgets what is half typed
 */
export function readKeys(read) {
  let typed = '', typedAt = 0;
  addEventListener('keydown', e => {
    if (e.ctrlKey || e.altKey || e.metaKey) return;
    const now = performance.now();
    if (now - typedAt > keysApartMs) typed = '';
    typedAt = now;
    if (e.key === 'Enter') {
      const code = typed.trim();
      typed = '';
      if (!code) return;
      e.preventDefault();
      return read(code);
    }
    if (e.key.length !== 1) return;
    typed = (typed + e.key).slice(-codeCharsMax);
  });
  return () => { typed = ''; };
}
