import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { AppError } from '../../platform/errors/app-error.js';
import { bufferPool } from '../../platform/memory/buffer-pool.js';
import type { TenantId } from '../../platform/tenancy/tenant.js';
import { CommittedBatches } from '../logs/committed-batches.js';
import { LogIdSequence } from '../logs/log-id.js';
import { StoredRows } from '../logs/store/encoded-rows.js';
import { LOG_STORE, type LogStore } from '../logs/store/log-store.js';
import { LogBatcher, type Outcome } from './batch/log-batcher.js';
import { decodeBody, type Decoded } from './decode/decode-body.js';
import { unpack } from './decode/unpack.js';
import { IngestCall, type Chunk, type IngestResult } from './ingest-call.js';
import { INSTANCE_NUMBER } from './instance-number.js';
import { NO_TERMS, type SenderTerms } from './sender-terms.js';
import { transcodeBody } from './transcode/transcode-body.js';

/** Records, and bytes of a body, that are read before other requests get their turn. */
const SLICE_RECORDS = 2000;
const SLICE_BYTES = 1024 * 1024;

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
        committed: ({ tenant, rows }, outcome) => {
          if (!committedBatches.hasListeners || outcome.size === rows.count) return;
          committedBatches.publish({ tenant, records: new StoredRows(tenant, rows, outcome), committedAtMs: Date.now() }, (thrown) =>
            this.logger.error(thrown, 'a listener of committed logs failed'),
          );
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
   * durable. Records it cannot take come back with their index and reason. The body is given away: its memory is used again.
   * @throws AppError for a call of which nothing can be taken, or that the store could not keep
   */
  async ingestBody(
    tenant: TenantId,
    body: Buffer,
    headers: { contentType: string; contentEncoding?: string | undefined },
    input: string,
    terms: SenderTerms = NO_TERMS,
  ): Promise<IngestResult> {
    const plain = await unpack(body, headers.contentEncoding);
    terms.bytesRead?.(plain.length);
    const call = this.begin(tenant, input, plain.length, terms);
    if (!(await this.transcode(call, plain, headers.contentType))) {
      call.reset();
      await this.addAll(call, decodeBody(plain, headers.contentType));
    }
    bufferPool.give(body);
    return this.store(call, terms);
  }

  /** Takes decoded payloads; what ingestBody does after decoding, for inputs with a format of their own. */
  async ingest(tenant: TenantId, payloads: Iterable<Decoded>, input: string, terms: SenderTerms = NO_TERMS): Promise<IngestResult> {
    const call = this.begin(tenant, input, 0, terms);
    await this.addAll(call, payloads);
    return this.store(call, terms);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.batcher.close();
  }

  private begin(tenant: TenantId, input: string, expectedBytes: number, { fixed }: SenderTerms): IngestCall {
    return new IngestCall({ tenant, input, retentionDays: this.settings.retentionDays, fixed, expectedBytes }, this.ids);
  }

  /** Reads plain JSON from its bytes; false when the body needs the general way. */
  private async transcode(call: IngestCall, body: Buffer, contentType: string): Promise<boolean> {
    const transcoder = transcodeBody(call, body, contentType);
    for (;;) {
      const state = transcoder.next(SLICE_RECORDS, SLICE_BYTES);
      if (state !== 'more') return state === 'done';
      await nextTurn();
    }
  }

  private async addAll(call: IngestCall, payloads: Iterable<Decoded>): Promise<void> {
    for (const decoded of payloads) {
      if ('rejection' in decoded) call.reject(decoded.rejection);
      else call.add(decoded.payload);
      if (call.seen % SLICE_RECORDS === 0) await nextTurn();
    }
  }

  private async store(call: IngestCall, terms: SenderTerms): Promise<IngestResult> {
    if (call.seen === 0) throw new AppError('invalid_records', 'The body holds no record. Send a JSON object, an array of them, or one object a line.');
    terms.recordsRead?.(call.seen);
    const outcomes = await this.submitAll(call.chunks);
    const result = call.result(outcomes);
    // Everything was written and told of; what failed is left to the collector, since an attempt may still hold it.
    if (!outcomes.some((outcome) => outcome instanceof AppError)) call.release();
    return result;
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
}
