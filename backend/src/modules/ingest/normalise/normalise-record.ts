import type { FixedFields } from '../../../platform/http/principal.js';
import type { LogRecord, MetadataValue } from '../../logs/log-record.js';
import { DEFAULT_SEVERITY, parseSeverity } from '../../logs/severity.js';
import { fieldCode, SLOT_COUNT } from './fields.js';
import { parseTime } from './parse-time.js';

/** Most keys of `metadata`; the rest is kept as one JSON text. */
export const METADATA_KEYS_MAX = 512;
/** Longest key of `metadata`, in characters; longer ones go to the rest. */
const KEY_LENGTH_MAX = 256;
/** Deeper nesting is kept as JSON text. */
const DEPTH_MAX = 16;
/** Longest value of a field that names something, in characters: these columns are dictionaries. */
export const NAME_LENGTH_MAX = 512;
/** How far ahead of its arrival the time of a record may be, in ms. */
export const FUTURE_MAX_MS = 24 * 3600_000;

/** Why a record was not taken. */
export interface Rejection {
  code: 'not_an_object' | 'message_missing' | 'invalid_json' | 'nested_too_deep' | 'record_too_large' | 'store_refused' | 'store_unavailable';
  message: string;
}

export interface Arrival {
  observedAtMs: number;
  seq: number;
  /** The input it came in by. */
  ingest: string;
  /** What the record gets, whatever it says itself. */
  fixed?: FixedFields | undefined;
}

/** Fields and metadata of one payload while it is read. */
interface Draft {
  slots: unknown[];
  /** Rank and name of the key that filled a slot. */
  ranks: number[];
  names: string[];
  metadata: Record<string, MetadataValue>;
  keys: number;
  rest: Record<string, unknown> | undefined;
}

const wellFormed = (text: string): string => (text.isWellFormed() ? text : text.toWellFormed());

function putMetadata(draft: Draft, key: string, value: MetadataValue): void {
  if (draft.keys >= METADATA_KEYS_MAX || key.length > KEY_LENGTH_MAX || key === '__proto__') {
    draft.rest ??= Object.create(null) as Record<string, unknown>;
    draft.rest[key] = value;
    return;
  }
  if (draft.metadata[key] === undefined) draft.keys += 1;
  draft.metadata[key] = value;
}

/** A number that JSON and the store keep as it is. */
const isExact = (value: number): boolean => Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));

/** Stores one leaf, arrays as JSON text, integers beyond 2^53 as text. */
function putLeaf(draft: Draft, key: string, value: unknown): void {
  if (typeof value === 'string') putMetadata(draft, wellFormed(key), wellFormed(value));
  else if (typeof value === 'number') putMetadata(draft, wellFormed(key), isExact(value) ? value : String(value));
  else if (typeof value === 'boolean') putMetadata(draft, wellFormed(key), value);
  else if (value !== null && value !== undefined) putMetadata(draft, wellFormed(key), wellFormed(JSON.stringify(value)));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Walks nested keys, joined by dots. With `fields`, a key that names a field of the record fills that field. */
function flatten(draft: Draft, object: Record<string, unknown>, prefix: string, depth: number, fields: boolean): void {
  for (const name in object) {
    const value = object[name];
    if (value === null || value === undefined) continue;
    const key = prefix === '' ? name : `${prefix}.${name}`;
    const code = fields ? fieldCode(key) : undefined;
    if (code !== undefined && fillSlot(draft, code, key, value)) continue;
    if (fields && key === 'metadata' && isPlainObject(value)) takeMetadata(draft, value, depth);
    else if (isPlainObject(value) && depth < DEPTH_MAX) flatten(draft, value, key, depth + 1, fields);
    else putLeaf(draft, key, value);
  }
}

/** Keys of an object that can be metadata as it is: flat, with good keys and values; -1 when it cannot. */
function countFlatKeys(object: Record<string, unknown>): number {
  let keys = 0;
  for (const key in object) {
    const value = object[key];
    const type = typeof value;
    if (type === 'string' ? !(value as string).isWellFormed() : type === 'number' ? !isExact(value as number) : type !== 'boolean') return -1;
    if (key.length > KEY_LENGTH_MAX || key === '__proto__' || !key.isWellFormed()) return -1;
    keys += 1;
  }
  return keys <= METADATA_KEYS_MAX ? keys : -1;
}

/** Takes `metadata` of a payload: as it is when it is flat and the first, which spares building it again. */
function takeMetadata(draft: Draft, metadata: Record<string, unknown>, depth: number): void {
  const keys = draft.keys === 0 ? countFlatKeys(metadata) : -1;
  if (keys < 0) return flatten(draft, metadata, '', depth + 1, false);
  draft.metadata = metadata as Record<string, MetadataValue>;
  draft.keys = keys;
}

/** Fills a field unless a better name has done so; the one that loses becomes metadata. False: the value is not for a field. */
function fillSlot(draft: Draft, code: number, key: string, value: unknown): boolean {
  const slot = code >> 6;
  const rank = code & 63;
  // {service: {name: …}} and {log: {file: …}} are parents of keys, not values; a message may be anything.
  if (typeof value === 'object' && !(rank === 0 && slot === 5)) return false;
  const held = draft.ranks[slot] ?? 64;
  if (rank < held) {
    if (held < 64) putLeaf(draft, draft.names[slot] ?? '', draft.slots[slot]);
    draft.slots[slot] = value;
    draft.ranks[slot] = rank;
    draft.names[slot] = key;
  } else putLeaf(draft, key, value);
  return true;
}

function text(value: unknown): string {
  if (typeof value === 'string') return wellFormed(value);
  if (value === undefined || value === null) return '';
  return wellFormed(typeof value === 'object' ? JSON.stringify(value) : String(value as number | boolean));
}

function shortText(draft: Draft, slot: number): string {
  const whole = text(draft.slots[slot]);
  if (whole.length <= NAME_LENGTH_MAX) return whole;
  putMetadata(draft, draft.names[slot] ?? '', whole);
  return wellFormed(whole.slice(0, NAME_LENGTH_MAX));
}

/** Bounds the time of an event to [1970, arrival + 24 h]; one that was changed is marked and kept beside. */
function applyTime(draft: Draft, record: LogRecord): void {
  const given = draft.slots[0];
  if (given === undefined) return;
  const moment = parseTime(given);
  const latest = record.observedAtMs + FUTURE_MAX_MS;
  if (moment && moment.ms >= 0 && moment.ms <= latest) {
    record.timestampMs = moment.ms;
    record.timestampNs = moment.ns;
    return;
  }
  putMetadata(draft, 'original_timestamp', text(given));
  putMetadata(draft, 'timestamp_adjusted', moment ? 'clamped' : 'unreadable');
  if (moment) record.timestampMs = moment.ms < 0 ? 0 : latest;
}

function applySeverity(draft: Draft, record: LogRecord): void {
  const given = draft.slots[4];
  if (given === undefined) return;
  const number = parseSeverity(given);
  if (number === undefined) putMetadata(draft, 'original_severity', text(given));
  else record.severity = number;
}

/**
 * Turns one payload object into a record: every synonym of a field, nested keys joined by dots, wrong types made into text,
 * times bounded. Never throws for data; what cannot be taken comes back as a Rejection.
 */
export function normaliseRecord(payload: unknown, arrival: Arrival): LogRecord | Rejection {
  try {
    return normalise(payload, arrival);
  } catch (thrown) {
    // What lies deeper than DEPTH_MAX is written as JSON text by recursion, which the stack bounds.
    if (thrown instanceof RangeError) return NESTED_TOO_DEEP;
    throw thrown;
  }
}

function normalise(payload: unknown, arrival: Arrival): LogRecord | Rejection {
  if (!isPlainObject(payload)) {
    return { code: 'not_an_object', message: 'A record is a JSON object such as {"source":"shop","message":"order placed","severity":"info"}.' };
  }
  const draft: Draft = { slots: new Array<unknown>(SLOT_COUNT), ranks: [], names: [], metadata: {}, keys: 0, rest: undefined };
  flatten(draft, payload, '', 0, true);
  const given = draft.slots[5];
  if (given === undefined) return { code: 'message_missing', message: 'A record needs a message (also accepted: msg, body, log, text).' };
  const record: LogRecord = {
    observedAtMs: arrival.observedAtMs,
    seq: arrival.seq,
    timestampMs: arrival.observedAtMs,
    timestampNs: 0,
    source: arrival.fixed?.source ?? (shortText(draft, 1) || 'unknown'),
    host: shortText(draft, 2),
    environment: arrival.fixed?.environment ?? shortText(draft, 3),
    severity: DEFAULT_SEVERITY,
    message: text(given),
    eventType: shortText(draft, 6),
    userId: shortText(draft, 7),
    traceId: shortText(draft, 8),
    spanId: shortText(draft, 9),
    metadata: draft.metadata,
    metadataRest: '',
    patternId: '',
    ingest: arrival.ingest,
  };
  applyTime(draft, record);
  applySeverity(draft, record);
  if (draft.rest) record.metadataRest = wellFormed(JSON.stringify(draft.rest));
  return record;
}

/** A record whose values are nested so deeply that they cannot be walked: some thousand levels. */
export const NESTED_TOO_DEEP: Rejection = {
  code: 'nested_too_deep',
  message: 'This record is nested too deeply to be kept. Send the inner part as text, or flatten it.',
};

/** Tells a rejection from a record. */
export function isRejection(result: LogRecord | Rejection): result is Rejection {
  return 'code' in result;
}
