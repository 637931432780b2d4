import { AppError } from '../../platform/errors/app-error.js';
import type { FixedFields } from '../../platform/http/principal.js';
import type { TenantId } from '../../platform/tenancy/tenant.js';
import { LogIdFormatter, type LogIdSequence } from '../logs/log-id.js';
import { encodeRow } from '../logs/store/encode-row.js';
import { EncodedRows } from '../logs/store/encoded-rows.js';
import type { Outcome, Submission } from './batch/log-batcher.js';
import { PACING } from './batch/pacing.js';
import { isRejection, normaliseRecord, type Rejection } from './normalise/normalise-record.js';

/** Longest encoded record, in characters of JSON. */
export const RECORD_LENGTH_MAX = 8 * 1024 * 1024;

export interface RejectedRecord extends Rejection {
  /** Position of the record in the call, from 0. */
  index: number;
}

export interface IngestResult {
  accepted: number;
  /** Ids of the records that were taken, in the order they came. */
  ids: string[];
  rejected: RejectedRecord[];
}

/** A part of a call, small enough for one write. */
export interface Chunk extends Submission {
  /** Position in the call of its first row, and of each row once some record was refused; without, rows follow each other. */
  firstPosition: number;
  positions: number[] | undefined;
}

/** What the records of one call have in common. */
export interface CallFacts {
  tenant: TenantId;
  /** The input it came in by. */
  input: string;
  retentionDays: number;
  /** What every record gets, whatever it says itself; undefined when there is nothing of the kind. */
  fixed?: FixedFields | undefined;
  /** About how much the encoded rows will need: spares growing their buffer. */
  expectedBytes: number;
}

/** The records of one call on their way from payload to encoded row: identities, parts for the store, and what was refused. */
export class IngestCall {
  readonly chunks: Chunk[] = [];
  readonly rejected: RejectedRecord[] = [];
  /** Records seen so far, good and bad. */
  seen = 0;

  constructor(
    readonly facts: CallFacts,
    readonly ids: LogIdSequence,
  ) {}

  /** Gives the next record its identity, in `ids`. One that is refused afterwards only leaves a gap. */
  identify(): void {
    this.ids.advance(Date.now());
  }

  /** Normalises and encodes one payload, or notes why it cannot be taken. */
  add(payload: unknown): void {
    this.identify();
    const { observedAtMs, seq } = this.ids;
    const record = normaliseRecord(payload, { observedAtMs, seq, ingest: this.facts.input, fixed: this.facts.fixed });
    if (isRejection(record)) return this.reject(record);
    const row = encodeRow(this.facts.tenant, record, this.facts.retentionDays);
    if (row.length > RECORD_LENGTH_MAX) {
      const message = `This record has ${row.length} characters; the limit is ${RECORD_LENGTH_MAX} (8 MiB). Split it or shorten its message.`;
      return this.reject({ code: 'record_too_large', message });
    }
    const chunk = this.chunkFor(row.length);
    chunk.rows.append(row, record);
    this.count(chunk);
  }

  /** Notes why a record cannot be taken. */
  reject(rejection: Rejection): void {
    this.rejected.push({ index: this.seen, ...rejection });
    this.seen += 1;
    const last = this.chunks.at(-1);
    if (last) last.positions ??= Array.from({ length: last.rows.count }, (_, row) => last.firstPosition + row);
  }

  /** The part that a row of so many bytes goes into; for who writes rows in place and commits them with `taken`. */
  chunkFor(bytes: number): Chunk {
    const last = this.chunks.at(-1);
    if (last && last.rows.count < PACING.batchRowsMax && last.rows.bytes + bytes <= PACING.batchBytesMax) return last;
    const { tenant, expectedBytes } = this.facts;
    const chunk: Chunk = {
      tenant,
      rows: new EncodedRows(Math.min(expectedBytes * 1.3 + 1024, PACING.batchBytesMax)),
      firstPosition: this.seen,
      positions: undefined,
    };
    this.chunks.push(chunk);
    return chunk;
  }

  /** Adds the row, with the identity of `ids`, that was written into the room of `chunkFor(…).rows` up to `end`. */
  taken(chunk: Chunk, end: number, severity: number): void {
    chunk.rows.commit(end, this.ids.observedAtMs, this.ids.seq, severity);
    this.count(chunk);
  }

  /** Gives the memory of the rows back, when nobody holds them any more. */
  release(): void {
    for (const { rows } of this.chunks) rows.release();
  }

  /** Forgets every record, for who reads the body again in another way. */
  reset(): void {
    this.release();
    this.chunks.length = 0;
    this.rejected.length = 0;
    this.seen = 0;
  }

  /**
   * What the sender hears when the store has answered for each part.
   * @throws AppError invalid_records when nothing was taken
   */
  result(outcomes: readonly (Outcome | AppError)[]): IngestResult {
    const ids: string[] = [];
    const format = new LogIdFormatter();
    this.chunks.forEach(({ rows, firstPosition, positions }, c) => {
      const outcome = outcomes[c];
      for (let row = 0; row < rows.count; row++) {
        const reason = outcome instanceof AppError ? outcome.message : outcome?.get(row);
        if (reason === undefined) {
          ids.push(format.id(rows.observedAtMsAt(row), rows.seqAt(row)));
        } else {
          const code = outcome instanceof AppError ? 'store_unavailable' : 'store_refused';
          this.rejected.push({ index: positions?.[row] ?? firstPosition + row, code, message: reason });
        }
      }
    });
    const { rejected } = this;
    rejected.sort((a, b) => a.index - b.index);
    if (ids.length > 0) return { accepted: ids.length, ids, rejected };
    throw new AppError('invalid_records', rejected.length === 1 ? (rejected[0]?.message ?? '') : `None of the ${rejected.length} records could be taken.`, {
      details: { rejected: rejected.slice(0, 100), rejectedCount: rejected.length },
    });
  }

  private count(chunk: Chunk): void {
    chunk.positions?.push(this.seen);
    this.seen += 1;
  }
}
