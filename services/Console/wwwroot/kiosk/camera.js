// @ts-check
/** Reads a QR code from the camera, by the browser's own reader. The picture goes into one element of the page and nowhere else; the camera is off when this ends, however it ends. */

/** How long the camera is on, at most. */
export const scanMs = 30_000;
const lookEveryMs = 150;

/** @typedef {{ detect(from: HTMLVideoElement): Promise<{ rawValue: string }[]> }} Detector */
const Reader = () => /** @type {{ new (options: { formats: string[] }): Detector, getSupportedFormats(): Promise<string[]> }} */ (/** @type {any} */ (globalThis).BarcodeDetector);

/** Whether there is a reader of QR codes and a camera that may be asked for. */
export const canScan = async () => !!navigator.mediaDevices?.getUserMedia && (await Reader().getSupportedFormats()).includes('qr_code');

/**
 * @param {(picture: HTMLVideoElement) => void} show puts the picture on the page, so that people see what they hold up
 * @param {AbortSignal} ended nobody scans any more
 * @returns {Promise<string | undefined>} what the code says; undefined: none was seen in time @throws {DOMException} there is no camera, or it is not allowed
 */
export async function scan(show, ended) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'user' }, audio: false });
  const picture = document.createElement('video');
  [picture.muted, picture.playsInline, picture.srcObject] = [true, true, stream];
  try {
    const end = performance.now() + scanMs, reader = new (Reader())({ formats: ['qr_code'] });
    await picture.play();
    if (!ended.aborted) show(picture);
    while (!ended.aborted && performance.now() < end) {
      const [code] = await reader.detect(picture);
      if (code?.rawValue) return code.rawValue;
      await new Promise(done => setTimeout(done, lookEveryMs));
    }
  } finally {
    for (const track of stream.getTracks()) track.stop();
    picture.srcObject = null;
  }
}
