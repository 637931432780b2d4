import { findProgram } from './find-program.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A Chromium of this machine (CHROMIUM_PATH, or on the PATH), or undefined. */
export function findChromium() {
  return findProgram(process.env.CHROMIUM_PATH, NAMES);
}
