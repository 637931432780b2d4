import { FIELD_CODES, SLOT_COUNT } from '../normalise/fields.js';
import { ByteDictionary, HASH_SEED, hashByte } from './byte-dictionary.js';

/** Kinds of a value. */
export const NONE = 0;
export const TEXT = 1;
export const NUMBER = 2;
/** An integer of 16 to 19 digits, which only a time may be. */
export const LONG_INTEGER = 3;
/** A number with a decimal point. */
export const DECIMAL = 4;
export const TRUE = 5;
export const FALSE = 6;

/** More keys than that are left to the general way, which looks them up in a map. */
const KEYS_MAX = 64;
/** Longest key, in bytes, its parents included: below the limit of the general way, which counts characters. */
const KEY_BYTES_MAX = 256;
const DEPTH_MAX = 8;
const PATHS_BYTES = KEYS_MAX * (KEY_BYTES_MAX + 1);
/** Digits of a number that a double gives back as they were. */
const EXACT_DIGITS = 15;
const LONG_DIGITS = 19;
/** Makes the hash of a key of `metadata` differ from that of the same key beside it. */
const METADATA_SALT = 0x5bd1e995;
const METADATA_CODE = 10_000;
const MESSAGE_CODE_BEST = 5 << 6;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const SPACE = 0x20;

const FIELDS = new ByteDictionary([...FIELD_CODES, ['metadata', METADATA_CODE]]);

/** Escapes that the store reads as JSON.parse does; \u and \/ are left to the general way. */
const PLAIN_ESCAPES = new Uint8Array(256);
for (const character of '"\\ntrbf') PLAIN_ESCAPES[character.charCodeAt(0)] = 1;

/** Position of the first byte from `at` on that is no white space of JSON; a line feed counts as such only when asked for. */
export function skipSpace(body: Uint8Array, at: number, linesAreSpace: boolean): number {
  for (;;) {
    const byte = body[at];
    if (byte !== SPACE && byte !== 0x09 && byte !== 0x0d && (byte !== 0x0a || !linesAreSpace)) return at;
    at += 1;
  }
}

/**
 * Finds the fields and the metadata of one JSON object in its bytes, without making an object or a string of it. It understands
 * what nearly every sender writes and gives up, with -1, on everything else: arrays, exponents, \u escapes, repeated keys,
 * synonyms beside each other and whatever is not JSON. The caller then takes the general way, which normaliseRecord defines;
 * what is understood here must mean the same there (transcode-body.spec.ts compares them).
 *
 * One scanner serves one record after the other; its fields hold the last one.
 */
export class RecordScanner {
  /** Where the value of each field lies, without quotes; its kind is NONE when it is not there. */
  readonly slotKind = new Uint8Array(SLOT_COUNT);
  readonly slotStart = new Int32Array(SLOT_COUNT);
  readonly slotEnd = new Int32Array(SLOT_COUNT);
  /** Metadata: kind and place of each value, and place of its key in the body, or in `paths` when it has parents. */
  entries = 0;
  readonly entryKind = new Uint8Array(KEYS_MAX);
  readonly entryStart = new Int32Array(KEYS_MAX);
  readonly entryEnd = new Int32Array(KEYS_MAX);
  readonly entryKeyStart = new Int32Array(KEYS_MAX);
  readonly entryKeyEnd = new Int32Array(KEYS_MAX);
  readonly entryKeyInPaths = new Uint8Array(KEYS_MAX);
  readonly paths = Buffer.allocUnsafe(PATHS_BYTES);

  private readonly entryHash = new Int32Array(KEYS_MAX);
  private readonly keyHash = new Int32Array(KEYS_MAX);
  private keys = 0;
  private pathsEnd = 0;
  private body: Uint8Array = this.paths;
  private linesAreSpace = false;
  private kind = NONE;
  private valueStart = 0;
  private valueEnd = 0;

  /**
   * Scans the object that begins at `start`.
   * @param linesAreSpace whether a line feed may stand between its parts, as it may not in NDJSON
   * @returns the position behind it, or -1 when the general way must read it
   */
  scan(body: Uint8Array, start: number, linesAreSpace: boolean): number {
    this.body = body;
    this.linesAreSpace = linesAreSpace;
    this.entries = 0;
    this.keys = 0;
    this.pathsEnd = 0;
    this.slotKind.fill(NONE);
    return body[start] === OPEN ? this.object(start + 1, 0, 0, HASH_SEED, true, 0) : -1;
  }

  private skip(at: number): number {
    return skipSpace(this.body, at, this.linesAreSpace);
  }

  /** Reads the members of an object, from behind its brace; its key, with its own parents, lies in `paths`. */
  private object(at: number, prefixStart: number, prefixEnd: number, prefixHash: number, isFields: boolean, depth: number): number {
    const { body } = this;
    at = this.skip(at);
    if (body[at] === CLOSE) return at + 1;
    for (;;) {
      if (body[at] !== QUOTE) return -1;
      const keyStart = at + 1;
      const hasPrefix = prefixEnd > prefixStart;
      let hash = hasPrefix ? hashByte(prefixHash, POINT) : HASH_SEED;
      let keyEnd = keyStart;
      for (;;) {
        const byte = body[keyEnd] ?? 0;
        if (byte === QUOTE) break;
        if (byte < SPACE || byte === BACKSLASH) return -1;
        hash = hashByte(hash, byte);
        keyEnd += 1;
      }
      if (keyEnd - keyStart + prefixEnd - prefixStart >= KEY_BYTES_MAX || isPrototype(body, keyStart, keyEnd)) return -1;
      if (!this.isNewKey(isFields ? hash : hash ^ METADATA_SALT)) return -1;
      at = this.skip(keyEnd + 1);
      if (body[at] !== COLON) return -1;
      at = this.skip(at + 1);
      const pathStart = hasPrefix ? this.extendPath(prefixStart, prefixEnd, keyStart, keyEnd) : keyStart;
      const pathEnd = hasPrefix ? this.pathsEnd : keyEnd;
      const code = isFields ? FIELDS.find(hasPrefix ? this.paths : body, pathStart, pathEnd, hash) : -1;
      if (body[at] === OPEN) at = this.nested(at + 1, pathStart, pathEnd, hasPrefix, hash, code, isFields, depth);
      else {
        at = this.value(at);
        if (at < 0 || !this.place(code, pathStart, pathEnd, hasPrefix, hash)) return -1;
      }
      if (at < 0) return -1;
      at = this.skip(at);
      const next = body[at];
      if (next === CLOSE) return at + 1;
      if (next !== COMMA) return -1;
      at = this.skip(at + 1);
    }
  }

  /** Reads an object that is a value: metadata, or a parent of keys that are joined by a point. */
  private nested(at: number, pathStart: number, pathEnd: number, inPaths: boolean, hash: number, code: number, isFields: boolean, depth: number): number {
    if (depth >= DEPTH_MAX || code === MESSAGE_CODE_BEST) return -1;
    if (code === METADATA_CODE && !inPaths) return this.object(at, 0, 0, HASH_SEED, false, depth + 1);
    if (inPaths) return this.object(at, pathStart, pathEnd, hash, isFields, depth + 1);
    const { pathsEnd } = this;
    if (pathsEnd + pathEnd - pathStart > PATHS_BYTES) return -1;
    for (let i = pathStart; i < pathEnd; i++) this.paths[this.pathsEnd++] = this.body[i] ?? 0;
    // An empty key would look like no parent at all.
    return this.pathsEnd === pathsEnd ? -1 : this.object(at, pathsEnd, this.pathsEnd, hash, isFields, depth + 1);
  }

  /** Writes parents, a point and a key to `paths`; gives where that begins. */
  private extendPath(prefixStart: number, prefixEnd: number, keyStart: number, keyEnd: number): number {
    const start = this.pathsEnd;
    let end = start;
    for (let i = prefixStart; i < prefixEnd; i++) this.paths[end++] = this.paths[i] ?? 0;
    this.paths[end++] = POINT;
    for (let i = keyStart; i < keyEnd; i++) this.paths[end++] = this.body[i] ?? 0;
    this.pathsEnd = end;
    return start;
  }

  /** Whether no key before had this hash; false for too many keys. */
  private isNewKey(hash: number): boolean {
    const { keys, keyHash } = this;
    if (keys >= KEYS_MAX) return false;
    for (let i = 0; i < keys; i++) if (keyHash[i] === hash) return false;
    keyHash[keys] = hash;
    this.keys = keys + 1;
    return true;
  }

  /** Notes the value at hand as that of a field or of a key of metadata. */
  private place(code: number, pathStart: number, pathEnd: number, inPaths: boolean, hash: number): boolean {
    const { kind } = this;
    if (kind === NONE) return true; // null is nothing
    if (code >= 0 && code !== METADATA_CODE) {
      const slot = code >> 6;
      if (this.slotKind[slot] !== NONE || kind === TRUE || kind === FALSE || kind === DECIMAL) return false;
      this.slotKind[slot] = kind;
      this.slotStart[slot] = this.valueStart;
      this.slotEnd[slot] = this.valueEnd;
      return true;
    }
    const { entries, entryHash } = this;
    if (kind === LONG_INTEGER || entries >= KEYS_MAX) return false;
    for (let i = 0; i < entries; i++) if (entryHash[i] === hash) return false;
    entryHash[entries] = hash;
    this.entryKind[entries] = kind;
    this.entryStart[entries] = this.valueStart;
    this.entryEnd[entries] = this.valueEnd;
    this.entryKeyStart[entries] = pathStart;
    this.entryKeyEnd[entries] = pathEnd;
    this.entryKeyInPaths[entries] = inPaths ? 1 : 0;
    this.entries = entries + 1;
    return true;
  }

  /** Reads a text, number, boolean or null; gives the position behind it. */
  private value(at: number): number {
    const first = this.body[at] ?? 0;
    if (first === QUOTE) return this.text(at + 1);
    if (first === MINUS || (first >= ZERO && first <= ZERO + 9)) return this.number(at, first);
    if (first === 0x74) return this.word(at, 'true', TRUE);
    if (first === 0x66) return this.word(at, 'false', FALSE);
    if (first === 0x6e) return this.word(at, 'null', NONE);
    return -1;
  }

  private text(at: number): number {
    const { body } = this;
    this.kind = TEXT;
    this.valueStart = at;
    for (;;) {
      const byte = body[at] ?? 0;
      if (byte === QUOTE) break;
      if (byte < SPACE) return -1;
      if (byte === BACKSLASH) {
        if (PLAIN_ESCAPES[body[at + 1] ?? 0] === 0) return -1;
        at += 1;
      }
      at += 1;
    }
    this.valueEnd = at;
    return at + 1;
  }

  private number(start: number, first: number): number {
    const { body } = this;
    let at = first === MINUS ? start + 1 : start;
    const digitsStart = at;
    while (isDigit(body[at])) at += 1;
    const whole = at - digitsStart;
    // -0 and numbers below 1 with a sign are rare, and JSON writes -0 in another way.
    if (whole === 0 || (body[digitsStart] === ZERO && (whole > 1 || first === MINUS))) return -1;
    let digits = whole;
    if (body[at] === POINT) {
      const fractionStart = (at += 1);
      while (isDigit(body[at])) at += 1;
      if (at === fractionStart) return -1;
      digits += at - fractionStart;
      if (digits > EXACT_DIGITS) return -1;
      this.kind = DECIMAL;
    } else if (digits > LONG_DIGITS) return -1;
    else this.kind = digits > EXACT_DIGITS ? LONG_INTEGER : NUMBER;
    const next = body[at];
    if (next === 0x65 || next === 0x45) return -1;
    this.valueStart = start;
    this.valueEnd = at;
    return at;
  }

  private word(at: number, word: string, kind: number): number {
    for (let i = 1; i < word.length; i++) if (this.body[at + i] !== word.charCodeAt(i)) return -1;
    this.kind = kind;
    this.valueStart = at;
    this.valueEnd = at + word.length;
    return this.valueEnd;
  }
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= ZERO + 9;

/** `__proto__`, a key that the general way keeps apart. */
function isPrototype(body: Uint8Array, start: number, end: number): boolean {
  return end - start === 9 && body[start] === 0x5f && body[start + 1] === 0x5f && body[start + 2] === 0x70;
}
