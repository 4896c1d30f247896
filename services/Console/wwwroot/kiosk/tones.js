// @ts-check
/** Up, down, or the same: what came of a code, for who does not look. Hertz. */
const tones = { rising: [523, 784], falling: [440, 294], neutral: [440, 440] };
const apartS = 0.15, lastsS = 0.14, loud = 0.2;
/** @type {AudioContext | undefined} */ let audio;

// A browser lets nobody sound before a touch, and no kiosk should.
addEventListener('pointerdown', () => { audio ??= new AudioContext(); void audio.resume(); }, { capture: true });

/** Two notes, in less than a third of a second; none before somebody touched the page. @param {keyof typeof tones} kind */
export function tone(kind) {
  if (!audio) return;
  for (const [i, frequency] of tones[kind].entries()) {
    const at = audio.currentTime + i * apartS, note = new OscillatorNode(audio, { frequency }), gain = new GainNode(audio, { gain: 0 });
    gain.gain.setTargetAtTime(loud, at, 0.01);
    gain.gain.setTargetAtTime(0, at + lastsS - 0.05, 0.01);
    note.connect(gain).connect(audio.destination);
    note.start(at);
    note.stop(at + lastsS);
  }
}

/** Which of them an answer has. @param {string | undefined} outcome a TapOutcome @returns {keyof typeof tones} */
export const toneOf = outcome => outcome === 'TAP_OUTCOME_REFUSED' ? 'falling' : ['TAP_OUTCOME_OK', 'TAP_OUTCOME_GRANTED', 'TAP_OUTCOME_ALREADY_CLAIMED'].includes(outcome ?? '') ? 'rising' : 'neutral';
