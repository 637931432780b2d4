import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { TenantId } from '../../platform/tenancy/tenant.js';
import { CommittedBatches } from '../logs/committed-batches.js';
import { formatLogId, LogIdSequence } from '../logs/log-id.js';
import type { LogRecord } from '../logs/log-record.js';
import { encodeRow } from '../logs/store/encode-row.js';
import { EncodedRows } from '../logs/store/encoded-rows.js';
import { LOG_STORE, type LogStore } from '../logs/store/log-store.js';
import { LogBatcher, type Outcome, type Submission } from './batch/log-batcher.js';
import { PACING } from './batch/pacing.js';
import { decodeBody, type Decoded } from './decode/decode-body.js';
import { unpack } from './decode/unpack.js';
import { INSTANCE_NUMBER } from './instance-number.js';
import { isRejection, normaliseRecord, type Rejection } from './normalise/normalise-record.js';

/** Longest encoded record, in characters of JSON. */
export const RECORD_LENGTH_MAX = 8 * 1024 * 1024;
/** Records that are read before other requests get their turn. */
const SLICE = 2000;

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
interface Chunk extends Submission {
  records: LogRecord[];
  /** Position of each record in the call. */
  positions: number[];
}

/** Takes logs from every input: reads, normalises, stores and only then acknowledges them. */
@Injectable()
export class IngestLogsService implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Ingest');
  private readonly batcher: LogBatcher;
  private readonly ids: LogIdSequence;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOG_STORE) store: LogStore,
    @Inject(INSTANCE_NUMBER) instance: number,
    committedBatches: CommittedBatches,
  ) {
    this.ids = new LogIdSequence(instance);
    this.batcher = new LogBatcher(
      {
        insert: (batch) => store.insert(batch),
        committed: (submission, outcome) => {
          const records = outcome.size === 0 ? submission.records : submission.records.filter((_, i) => !outcome.has(i));
          if (records.length > 0) {
            committedBatches.publish({ tenant: submission.tenant, records, committedAtMs: Date.now() }, (thrown) =>
              this.logger.error(thrown, 'a listener of committed logs failed'),
            );
          }
        },
        now: () => Date.now(),
        wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        onRetry: (error, attempt) =>
          this.logger.warn(
            `The store did not take a batch (attempt ${attempt}): ${error.message}${error.cause instanceof Error ? ` (${error.cause.message.slice(0, 300)})` : ''}`,
          ),
      },
      settings.ingestQueueBytes,
    );
  }

  /** Bytes of records that wait for the store. */
  get pendingBytes(): number {
    return this.batcher.pendingBytes;
  }

  /** Refuses early, before a body is read, when the queue is full. */
  assertRoom(): void {
    if (this.batcher.pendingBytes >= this.settings.ingestQueueBytes) throw this.batcher.overloaded();
  }

  /**
   * Takes a body as it was sent: JSON object, array or NDJSON, packed or not. Resolves when everything that could be taken is
   * durable. Records it cannot take come back with their index and reason.
   * @throws AppError for a call of which nothing can be taken, or that the store could not keep
   */
  async ingestBody(
    tenant: TenantId,
    body: Buffer,
    headers: { contentType: string; contentEncoding?: string | undefined },
    input: string,
  ): Promise<IngestResult> {
    const plain = await unpack(body, headers.contentEncoding);
    return this.ingest(tenant, decodeBody(plain, headers.contentType), input, plain.length);
  }

  /**
   * Takes decoded payloads; what ingestBody does after decoding, for inputs with a format of their own.
   * @param expectedBytes about how much the encoded rows will need: spares growing their buffer
   */
  async ingest(tenant: TenantId, payloads: Iterable<Decoded>, input: string, expectedBytes = 0): Promise<IngestResult> {
    const rejected: RejectedRecord[] = [];
    const chunks: Chunk[] = [];
    let index = 0;
    for (const decoded of payloads) {
      const rejection = 'rejection' in decoded ? decoded.rejection : this.add(tenant, chunks, decoded.payload, index, input, expectedBytes);
      if (rejection) rejected.push({ index, ...rejection });
      index += 1;
      if (index % SLICE === 0) await nextTurn();
    }
    if (index === 0) throw new AppError('invalid_records', 'The body holds no record. Send a JSON object, an array of them, or one object a line.');
    const outcomes = await this.submitAll(chunks);
    return this.result(chunks, outcomes, rejected);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.batcher.close();
  }

  /** Normalises and encodes one payload into the last chunk; gives the reason when it cannot. */
  private add(tenant: TenantId, chunks: Chunk[], payload: unknown, position: number, input: string, expectedBytes: number): Rejection | undefined {
    const identity = this.ids.reserve(Date.now(), 1);
    const record = normaliseRecord(payload, { observedAtMs: identity.observedAtMs, seq: identity.firstSeq, ingest: input });
    if (isRejection(record)) return record;
    const row = encodeRow(tenant, record, this.settings.retentionDays);
    if (row.length > RECORD_LENGTH_MAX) {
      return {
        code: 'record_too_large',
        message: `This record has ${row.length} characters; the limit is ${RECORD_LENGTH_MAX} (8 MiB). Split it or shorten its message.`,
      };
    }
    let chunk = chunks.at(-1);
    if (!chunk || chunk.rows.count >= PACING.batchRowsMax || chunk.rows.bytes + row.length > PACING.batchBytesMax) {
      chunk = { tenant, records: [], rows: new EncodedRows(Math.min(expectedBytes * 1.3 + 1024, PACING.batchBytesMax)), positions: [] };
      chunks.push(chunk);
    }
    chunk.records.push(record);
    chunk.rows.append(row);
    chunk.positions.push(position);
    return undefined;
  }

  /**
   * Submits the parts of a call in order. When a later part finds the store away, the parts before it are stored: their ids are
   * answered and the rest is rejected record by record, so that the sender repeats only those.
   */
  private async submitAll(chunks: readonly Chunk[]): Promise<(Outcome | AppError)[]> {
    const outcomes: (Outcome | AppError)[] = [];
    for (const chunk of chunks) {
      try {
        outcomes.push(await this.batcher.submit(chunk));
      } catch (thrown) {
        if (!(thrown instanceof AppError) || outcomes.every((o) => o instanceof AppError)) throw thrown;
        outcomes.push(thrown);
      }
    }
    return outcomes;
  }

  private result(chunks: readonly Chunk[], outcomes: readonly (Outcome | AppError)[], rejected: RejectedRecord[]): IngestResult {
    const ids: string[] = [];
    chunks.forEach((chunk, c) => {
      const outcome = outcomes[c];
      chunk.records.forEach((record, i) => {
        const reason = outcome instanceof AppError ? outcome.message : outcome?.get(i);
        if (reason === undefined) ids.push(formatLogId(record.observedAtMs, record.seq));
        else rejected.push({ index: chunk.positions[i] ?? 0, code: outcome instanceof AppError ? 'store_unavailable' : 'store_refused', message: reason });
      });
    });
    rejected.sort((a, b) => a.index - b.index);
    if (ids.length > 0) return { accepted: ids.length, ids, rejected };
    throw new AppError('invalid_records', rejected.length === 1 ? (rejected[0]?.message ?? '') : `None of the ${rejected.length} records could be taken.`, {
      details: { rejected: rejected.slice(0, 100), rejectedCount: rejected.length },
    });
  }
}
