import { AppError } from '../errors/app-error.js';

/** Deeper than any body of the interface; what walks a body by recursion is safe below it. */
const DEPTH_MAX = 64;

const OPEN = new Set(['{', '[']);
const CLOSE = new Set(['}', ']']);

/** How deep the brackets of a JSON text go, strings left out. Ends as soon as it is too deep. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (inString) {
      if (char === '\\') at += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (OPEN.has(char) && ++depth > DEPTH_MAX) return true;
    else if (CLOSE.has(char)) depth -= 1;
  }
  return false;
}

/** Whether a text can be kept by every store: PostgreSQL takes neither NUL nor halves of characters. */
export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

function isAllStorable(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isAllStorable(inner));
}

/**
 * Reads the JSON body of an ordinary call; undefined for an empty one.
 * @throws AppError bad_request for what is no JSON, is nested too deeply, or has text that no store can keep
 */
export function parseJson(text: string): unknown {
  if (text === '') return undefined;
  if (isTooDeep(text)) throw new AppError('bad_request', `The body is nested more than ${DEPTH_MAX} levels deep.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AppError('bad_request', 'The body is not valid JSON.');
  }
  if (text.includes('\\u') && !isAllStorable(value)) throw new AppError('bad_request', 'The body has a NUL character or half a character in a text.');
  return value;
}
