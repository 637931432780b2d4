// Terminal colours and titles: CSI sequences, OSC sequences up to their end, two-character escapes.
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
// What is invisible or turns the text around: C0 without tab and line ends, DEL, C1, marks and overrides of direction.
const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const ANY = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

function visible(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code); // ␀, ␛ and so on
  if (code === 0x7f) return '␡';
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/**
 * Text of a log as it is safe and readable on the page: terminal colours are left out, other control characters and overrides of
 * the text's direction are made visible, so that a log cannot show something else than it says. What is copied is the original.
 */
export function shownText(text: string): string {
  return ANY.test(text) ? text.replace(ESCAPES, '').replace(HIDDEN, visible) : text;
}
