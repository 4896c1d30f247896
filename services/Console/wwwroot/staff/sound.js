// @ts-check
/** @type {AudioContext | undefined} */ let audio;
const tones = { pickup: [660, 880], guest: [520, 660], call: [880, 660, 880] };

/** Whether the browser lets the page sound: it wants a touch first. @returns {Promise<boolean>} */
export async function allow() {
  audio ??= new AudioContext();
  // A browser that blocks sound leaves this open for ever.
  await Promise.race([audio.resume(), new Promise(done => setTimeout(done, 300))]);
  return audio.state === 'running';
}

/** One soft chime, below half a second; softer at night. @param {keyof typeof tones} kind */
export function chime(kind) {
  if (audio?.state !== 'running') return;
  const hour = new Date().getHours(), loud = hour >= 20 || hour < 7 ? 0.05 : 0.15;
  tones[kind].forEach((hertz, i) => {
    const at = /** @type {AudioContext} */ (audio).currentTime + i * 0.14;
    const [tone, gain] = [new OscillatorNode(/** @type {AudioContext} */ (audio), { frequency: hertz }), new GainNode(/** @type {AudioContext} */ (audio), { gain: 0 })];
    gain.gain.linearRampToValueAtTime(loud, at + 0.02);
    gain.gain.linearRampToValueAtTime(0, at + 0.13);
    tone.connect(gain).connect(/** @type {AudioContext} */ (audio).destination);
    tone.start(at);
    tone.stop(at + 0.14);
  });
}
