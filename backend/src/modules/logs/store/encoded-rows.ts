import type { TenantId } from '../../../platform/tenancy/tenant.js';
import { bufferPool } from '../../../platform/memory/buffer-pool.js';
import type { CommittedRecords } from '../committed-batches.js';
import type { LogRecord } from '../log-record.js';
import { decodeRow } from './decode-row.js';

/** Bytes that a first row gets; the buffer doubles when it is full. */
const FIRST_BYTES = 64 * 1024;

/** What is known of a row without reading it. */
export interface RowFacts {
  observedAtMs: number;
  seq: number;
  /** OpenTelemetry severity number, 1-24. */
  severity: number;
}

/** Numbers that are kept of each row: where it ends, then its facts. */
const STRIDE = 4;
const FIRST_ROWS = 64;
const NOTHING = Buffer.alloc(0);

/**
 * Encoded rows, one behind the other in one buffer. Rows wait for the store as bytes outside the heap: as strings or objects they
 * would outlive the young generation, and collecting them cost more than encoding. The few who want a record back decode it.
 */
export class EncodedRows {
  private buffer: Buffer;
  private numbers = new Float64Array(FIRST_ROWS * STRIDE);
  private rows = 0;
  private size = 0;

  /** @param expectedBytes what the rows will probably need */
  constructor(expectedBytes = FIRST_BYTES) {
    this.buffer = bufferPool.take(Math.ceil(expectedBytes));
  }

  /** How many rows there are. */
  get count(): number {
    return this.rows;
  }

  /** Bytes of all rows; where the next one begins. */
  get bytes(): number {
    return this.size;
  }

  /** Adds one row, which ends with a line feed. */
  append(row: string, { observedAtMs, seq, severity }: RowFacts): void {
    // UTF-8 takes at most three bytes for each UTF-16 unit; only near the end of the buffer it is worth counting them.
    const fits = this.size + row.length * 3 <= this.buffer.length || this.size + Buffer.byteLength(row) <= this.buffer.length;
    const buffer = fits ? this.buffer : this.reserve(row.length * 3);
    this.commit(this.size + buffer.write(row, this.size), observedAtMs, seq, severity);
  }

  /** The buffer, with room for `bytes` more from position `bytes` of this object on; for who writes a row in place. */
  reserve(bytes: number): Buffer {
    const needed = this.size + bytes;
    if (needed > this.buffer.length) {
      const grown = bufferPool.take(Math.max(needed, this.buffer.length * 2));
      this.buffer.copy(grown, 0, 0, this.size);
      bufferPool.give(this.buffer);
      this.buffer = grown;
    }
    return this.buffer;
  }

  /** Adds the row that was written in place and ends, with its line feed, before `end`. */
  commit(end: number, observedAtMs: number, seq: number, severity: number): void {
    const at = this.rows * STRIDE;
    if (at === this.numbers.length) {
      const grown = new Float64Array(this.numbers.length * 2);
      grown.set(this.numbers);
      this.numbers = grown;
    }
    const { numbers } = this;
    numbers[at] = end;
    numbers[at + 1] = observedAtMs;
    numbers[at + 2] = seq;
    numbers[at + 3] = severity;
    this.size = end;
    this.rows += 1;
  }

  /** The bytes of the rows from `first` up to, not including, `end`; not a copy. */
  slice(first = 0, end = this.rows): Buffer {
    return this.buffer.subarray(this.startOf(first), this.startOf(end));
  }

  /** Identity and severity of a row. */
  factsAt(row: number): RowFacts {
    return { observedAtMs: this.observedAtMsAt(row), seq: this.seqAt(row), severity: this.severityAt(row) };
  }

  observedAtMsAt(row: number): number {
    return this.numbers[row * STRIDE + 1] ?? 0;
  }

  seqAt(row: number): number {
    return this.numbers[row * STRIDE + 2] ?? 0;
  }

  severityAt(row: number): number {
    return this.numbers[row * STRIDE + 3] ?? 0;
  }

  /** The record that a row was made of. */
  recordAt(tenant: TenantId, row: number): LogRecord {
    if (row >= this.rows) throw new RangeError('the rows were released, or there is no such row');
    return decodeRow(tenant, this.slice(row, row + 1).toString());
  }

  /** Gives the memory back. The rows are gone then: who calls it must be the last to hold them. */
  release(): void {
    bufferPool.give(this.buffer);
    this.buffer = NOTHING;
    this.rows = 0;
    this.size = 0;
  }

  private startOf(row: number): number {
    return row === 0 ? 0 : (this.numbers[(row - 1) * STRIDE] ?? 0);
  }
}

/** The rows of a call that were stored, as the bus carries them: a record is decoded when the first listener wants it. */
export class StoredRows implements CommittedRecords {
  private readonly decoded = new Map<number, LogRecord>();
  private readonly kept: readonly number[] | undefined;

  /** @param refused rows that the store did not take */
  constructor(
    private readonly tenant: TenantId,
    private readonly rows: EncodedRows,
    refused: { size: number; has(row: number): boolean },
  ) {
    if (refused.size > 0) this.kept = Array.from({ length: rows.count }, (_, row) => row).filter((row) => !refused.has(row));
  }

  get count(): number {
    return this.kept?.length ?? this.rows.count;
  }

  severityAt(index: number): number {
    return this.rows.severityAt(this.rowOf(index));
  }

  observedAtMsAt(index: number): number {
    return this.rows.observedAtMsAt(this.rowOf(index));
  }

  /** @throws when the rows were released: a listener that wants a record later must take it while it is told of it */
  recordAt(index: number): LogRecord {
    let record = this.decoded.get(index);
    if (!record) this.decoded.set(index, (record = this.rows.recordAt(this.tenant, this.rowOf(index))));
    return record;
  }

  private rowOf(index: number): number {
    return this.kept ? (this.kept[index] ?? -1) : index;
  }
}
