// @ts-check
/** A voice of this machine: others send what they read away. @param {string} language @returns {SpeechSynthesisVoice | undefined} */
const voiceOf = language => globalThis.speechSynthesis?.getVoices().find(voice => voice.localService && voice.lang.toLowerCase().startsWith(language));

/** Whether anything can be read aloud. A browser loads its voices when it is asked the first time. @param {string} language en or ko */
export const canRead = language => voiceOf(language) !== undefined;

let last = '';

/** Reads a text aloud, in place of what is still being read; the same one not twice. @param {string} text empty: nothing @param {string} language */
export function read(text, language) {
  if (text === last) return;
  last = text;
  globalThis.speechSynthesis?.cancel();
  const voice = text ? voiceOf(language) : undefined;
  if (voice) speechSynthesis.speak(Object.assign(new SpeechSynthesisUtterance(text), { voice, lang: voice.lang }));
}
