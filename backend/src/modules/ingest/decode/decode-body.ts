import { NESTED_TOO_DEEP, type Rejection } from '../normalise/normalise-record.js';

/** What a body holds: one payload a record, or the reason why a line is none. */
export type Decoded = { payload: unknown } | { rejection: Rejection };

/** A number of 16 digits or more may lie beyond 2^53, and an epoch in ns does: such bodies are parsed with their digits kept. */
const LONG_NUMBER = /[:[,\s]-?\d{16,}/;

interface ReviverContext {
  source?: string;
}

/** JSON.parse whose numbers beyond 2^53 stay the text they were sent as. */
function parseJson(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  const keepDigits = (_key: string, value: unknown, context?: ReviverContext): unknown =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? (context?.source ?? value) : value;
  return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown);
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message.slice(0, 200) : 'not JSON';
}

/** Reads one line; undefined when it is empty. */
export function decodeLine(text: string): Decoded | undefined {
  const line = text.trim();
  if (line === '') return undefined;
  try {
    return { payload: parseJson(line) };
  } catch (thrown) {
    if (thrown instanceof RangeError) return { rejection: NESTED_TOO_DEEP };
    return { rejection: { code: 'invalid_json', message: `This line is not JSON: ${reasonOf(thrown)}` } };
  }
}

/** One payload a line; empty lines do not count as records. */
function* decodeLines(text: string): Generator<Decoded> {
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    const decoded = decodeLine(text.slice(start, end));
    start = end + 1;
    if (decoded) yield decoded;
  }
}

function* decodeList(list: readonly unknown[]): Generator<Decoded> {
  for (const payload of list) yield { payload };
}

/** Whether a content type says that each line is a record. */
export function isLineFormat(contentType: string): boolean {
  return /ndjson|jsonl|json-lines|stream\+json|json-seq/i.test(contentType);
}

/**
 * Splits a body into payloads: a JSON array, one JSON object, or one JSON object a line (NDJSON). The body tells which, so a
 * sender that names the wrong content type is still understood. Invalid UTF-8 becomes U+FFFD.
 */
export function decodeBody(body: Buffer, contentType: string): Iterable<Decoded> {
  const text = body.toString('utf8').replace(/^\uFEFF/, '');
  if (!isLineFormat(contentType)) {
    try {
      const value = parseJson(text);
      return Array.isArray(value) ? decodeList(value) : decodeList([value]);
    } catch (thrown) {
      if (thrown instanceof RangeError) return [{ rejection: NESTED_TOO_DEEP }];
      const first = text.trimStart();
      if (first.startsWith('[') || !first.trimEnd().includes('\n')) {
        return [{ rejection: { code: 'invalid_json', message: `The body is not JSON: ${reasonOf(thrown)}` } }];
      }
    }
  }
  return decodeLines(text);
}
