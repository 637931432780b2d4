import type { FixedFields } from '../../../platform/http/principal.js';
import type { TenantId } from '../../../platform/tenancy/tenant.js';
import { DEFAULT_SEVERITY } from '../../logs/severity.js';
import { FUTURE_MAX_MS, NAME_LENGTH_MAX } from '../normalise/normalise-record.js';
import { SLOTS, type Slot } from '../normalise/fields.js';
import { MomentReader, readSeverityNumber, readSeverityWord } from './read-scalar.js';
import { FALSE, LONG_INTEGER, NONE, TEXT, TRUE, type RecordScanner } from './scan-record.js';

const slotOf = (slot: Slot): number => SLOTS.indexOf(slot);
const TIMESTAMP = slotOf('timestamp');
const SOURCE = slotOf('source');
const SEVERITY = slotOf('severity');
const MESSAGE = slotOf('message');
/** Fields before the severity and behind it, in the order of a row. */
const HOST = slotOf('host');
const ENVIRONMENT = slotOf('environment');
const NAMES_BEFORE = [SOURCE, HOST, ENVIRONMENT];
const TEXTS_BEHIND = [MESSAGE, slotOf('eventType'), slotOf('userId'), slotOf('traceId'), slotOf('spanId')];
const ALL_TEXTS = [...NAMES_BEFORE, ...TEXTS_BEHIND];

const UNKNOWN = Buffer.from('unknown');
/** Room for brackets, numbers, commas and quotes of a row. */
const FIXED_BYTES = 256;
/** Room for quotes, colons and commas of one key of metadata, which a boolean needs twice. */
const ENTRY_BYTES = 32;
/** Times before September 2001 and after November 2286 have fewer or more digits of ms. */
const MS_MIN = 1e12;
const MS_MAX = 1e13;
/** Longer pieces are copied by the runtime, shorter ones by hand. */
const COPY_FROM = 48;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const COMMA_OPEN = Buffer.from(',{');
const CLOSE_OPEN = Buffer.from('},{');
const QUOTED_TRUE = Buffer.from('"true"');
const QUOTED_FALSE = Buffer.from('"false"');

/**
 * Writes a scanned record as a row, byte for byte what encodeRow would write of the same record, but for the order of metadata
 * and the way decimals are written. Texts are copied as they lie in the body: escapes mean the same in both.
 */
export class RowWriter {
  /** Severity number of the row written last. */
  severity = DEFAULT_SEVERITY;
  private readonly head: Buffer;
  private readonly tail: Buffer;
  /** Source and environment that every row gets, as JSON; undefined when a row has its own. */
  private readonly source: Buffer | undefined;
  private readonly environment: Buffer | undefined;
  private readonly constantBytes: number;
  private readonly moment = new MomentReader();
  private observedAtMs = -1;
  private observedDigits: Buffer = Buffer.alloc(0);
  private out: Uint8Array = UNKNOWN;
  private at = 0;

  /** @param facts what all rows have in common: `input` is the one that the records came in by */
  constructor({ tenant, input, retentionDays, fixed }: { tenant: TenantId; input: string; retentionDays: number; fixed?: FixedFields | undefined }) {
    this.head = Buffer.from(`["${tenant}",`);
    // Rest of metadata, pattern, input and retention.
    this.tail = Buffer.from(`},"","",${JSON.stringify(input)},${retentionDays}]\n`);
    this.source = jsonOf(fixed?.source);
    this.environment = jsonOf(fixed?.environment);
    const fixedBytes = (this.source?.length ?? 0) + (this.environment?.length ?? 0);
    this.constantBytes = FIXED_BYTES + this.head.length + this.tail.length + fixedBytes;
  }

  /** Most bytes that the row needs; -1 when the general way must read the record. Reads time and severity on the way. */
  measure(scanner: RecordScanner, body: Uint8Array, observedAtMs: number): number {
    if (scanner.slotKind[MESSAGE] !== TEXT || !this.readTime(scanner, body, observedAtMs) || !this.readSeverity(scanner, body)) return -1;
    let bytes = this.constantBytes;
    for (const slot of ALL_TEXTS) {
      const kind = scanner.slotKind[slot];
      if (kind === LONG_INTEGER) return -1;
      const length = kind === NONE ? 0 : (scanner.slotEnd[slot] ?? 0) - (scanner.slotStart[slot] ?? 0);
      if (length > NAME_LENGTH_MAX && slot !== MESSAGE) return -1;
      bytes += length;
    }
    for (let i = 0; i < scanner.entries; i++) {
      const key = (scanner.entryKeyEnd[i] ?? 0) - (scanner.entryKeyStart[i] ?? 0);
      bytes += 2 * key + (scanner.entryEnd[i] ?? 0) - (scanner.entryStart[i] ?? 0) + ENTRY_BYTES;
    }
    return bytes;
  }

  /** Writes the record that was measured last at `at`; gives where the row ends. */
  write(scanner: RecordScanner, body: Uint8Array, out: Uint8Array, at: number, observedAtMs: number, seq: number): number {
    this.out = out;
    this.at = at;
    this.bytes(this.head, 0, this.head.length);
    this.digits(this.moment.ms, 13);
    this.digits(this.moment.ns, 6);
    this.byte(COMMA);
    this.observed(observedAtMs);
    this.byte(COMMA);
    this.integer(seq);
    this.byte(COMMA);
    this.name(scanner, body, SOURCE, this.source);
    this.name(scanner, body, HOST, undefined);
    this.name(scanner, body, ENVIRONMENT, this.environment);
    this.integer(this.severity);
    for (const slot of TEXTS_BEHIND) {
      this.byte(COMMA);
      this.slotText(scanner, body, slot);
    }
    this.bytes(COMMA_OPEN, 0, 2);
    this.texts(scanner, body);
    this.bytes(CLOSE_OPEN, 0, 3);
    this.numbers(scanner, body);
    this.bytes(this.tail, 0, this.tail.length);
    return this.at;
  }

  private readTime(scanner: RecordScanner, body: Uint8Array, observedAtMs: number): boolean {
    const { moment } = this;
    const kind = scanner.slotKind[TIMESTAMP];
    if (kind === NONE) {
      moment.ms = observedAtMs;
      moment.ns = 0;
      return true;
    }
    const start = scanner.slotStart[TIMESTAMP] ?? 0;
    const end = scanner.slotEnd[TIMESTAMP] ?? 0;
    const isRead = kind === TEXT && end - start >= 20 ? moment.readText(body, start, end) : moment.readEpoch(body, start, end);
    return isRead && moment.ms >= MS_MIN && moment.ms < MS_MAX && moment.ms <= observedAtMs + FUTURE_MAX_MS;
  }

  private readSeverity(scanner: RecordScanner, body: Uint8Array): boolean {
    const kind = scanner.slotKind[SEVERITY];
    const start = scanner.slotStart[SEVERITY] ?? 0;
    const end = scanner.slotEnd[SEVERITY] ?? 0;
    if (kind === NONE) this.severity = DEFAULT_SEVERITY;
    else this.severity = kind === TEXT ? readSeverityWord(body, start, end) : readSeverityNumber(body, start, end);
    return this.severity > 0;
  }

  private name(scanner: RecordScanner, body: Uint8Array, slot: number, fixed: Buffer | undefined): void {
    if (fixed === undefined) this.slotText(scanner, body, slot);
    else this.bytes(fixed, 0, fixed.length);
    this.byte(COMMA);
  }

  private slotText(scanner: RecordScanner, body: Uint8Array, slot: number): void {
    const isThere = scanner.slotKind[slot] !== NONE;
    const start = isThere ? (scanner.slotStart[slot] ?? 0) : 0;
    const end = isThere ? (scanner.slotEnd[slot] ?? 0) : 0;
    if (start === end && slot === SOURCE) this.quoted(UNKNOWN, 0, UNKNOWN.length);
    else this.quoted(body, start, end);
  }

  private texts(scanner: RecordScanner, body: Uint8Array): void {
    let isFirst = true;
    for (let i = 0; i < scanner.entries; i++) {
      const kind = scanner.entryKind[i];
      if (kind !== TEXT && kind !== TRUE && kind !== FALSE) continue;
      if (!isFirst) this.byte(COMMA);
      isFirst = false;
      this.key(scanner, body, i);
      if (kind === TEXT) this.quoted(body, scanner.entryStart[i] ?? 0, scanner.entryEnd[i] ?? 0);
      else if (kind === TRUE) this.bytes(QUOTED_TRUE, 0, QUOTED_TRUE.length);
      else this.bytes(QUOTED_FALSE, 0, QUOTED_FALSE.length);
    }
  }

  private numbers(scanner: RecordScanner, body: Uint8Array): void {
    let isFirst = true;
    for (let i = 0; i < scanner.entries; i++) {
      const kind = scanner.entryKind[i];
      if (kind === TEXT) continue;
      if (!isFirst) this.byte(COMMA);
      isFirst = false;
      this.key(scanner, body, i);
      if (kind === TRUE || kind === FALSE) this.byte(kind === TRUE ? 0x31 : 0x30);
      else this.bytes(body, scanner.entryStart[i] ?? 0, scanner.entryEnd[i] ?? 0);
    }
  }

  private key(scanner: RecordScanner, body: Uint8Array, entry: number): void {
    const bytes = scanner.entryKeyInPaths[entry] === 1 ? scanner.paths : body;
    this.quoted(bytes, scanner.entryKeyStart[entry] ?? 0, scanner.entryKeyEnd[entry] ?? 0);
    this.byte(COLON);
  }

  private quoted(bytes: Uint8Array, start: number, end: number): void {
    this.byte(QUOTE);
    this.bytes(bytes, start, end);
    this.byte(QUOTE);
  }

  private byte(value: number): void {
    this.out[this.at++] = value;
  }

  private bytes(bytes: Uint8Array, start: number, end: number): void {
    const { out } = this;
    if (end - start >= COPY_FROM) {
      out.set(bytes.subarray(start, end), this.at);
      this.at += end - start;
      return;
    }
    let { at } = this;
    for (let i = start; i < end; i++) out[at++] = bytes[i] ?? 0;
    this.at = at;
  }

  /** A whole number with exactly `count` digits. */
  private digits(value: number, count: number): void {
    const { out, at } = this;
    let rest = value;
    for (let i = at + count - 1; i >= at; i--) {
      const next = Math.floor(rest / 10);
      out[i] = 0x30 + (rest - next * 10);
      rest = next;
    }
    this.at = at + count;
  }

  private integer(value: number): void {
    let count = 1;
    for (let limit = 10; value >= limit; limit *= 10) count += 1;
    this.digits(value, count);
  }

  /** The time of arrival, which many records share. */
  private observed(observedAtMs: number): void {
    if (observedAtMs !== this.observedAtMs) {
      this.observedAtMs = observedAtMs;
      this.observedDigits = Buffer.from(String(observedAtMs));
    }
    this.bytes(this.observedDigits, 0, this.observedDigits.length);
  }
}

const jsonOf = (text: string | undefined): Buffer | undefined => (text === undefined ? undefined : Buffer.from(JSON.stringify(text)));
