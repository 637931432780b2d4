import { randomUUID } from 'node:crypto';
import { AppError } from '../../../platform/errors/app-error.js';
import { toAppError } from '../../../platform/errors/error-body.js';
import type { TenantId } from '../../../platform/tenancy/tenant.js';
import type { LogRecord } from '../../logs/log-record.js';
import type { FrozenBatch } from '../../logs/store/log-store.js';
import { StoreRejectedError } from '../../../platform/clickhouse/clickhouse-errors.js';
import { delayBeforeWrite, PACING } from './pacing.js';
import { RETRY_FOR_MS, retryDelayMs } from './retry.js';

/** Records of one request that go into one write. */
export interface Submission {
  tenant: TenantId;
  records: readonly LogRecord[];
  /** One encoded row a record. */
  rows: readonly string[];
  bytes: number;
}

/** Fate of each record of a submission: undefined when it is stored, else why it is not. */
export type Outcome = ReadonlyMap<number, string>;

export interface BatcherPorts {
  insert(batch: FrozenBatch): Promise<void>;
  /** Called after a commit, before the senders are answered. */
  committed(submission: Submission, outcome: Outcome): void;
  now(): number;
  wait(ms: number): Promise<void>;
  onRetry(error: AppError, attempt: number): void;
}

interface Waiting {
  submission: Submission;
  resolve(outcome: Outcome): void;
  reject(error: AppError): void;
}

/** A row of a batch and whose it is. */
interface Entry {
  row: string;
  waiting: number;
  index: number;
}

/**
 * Writes the records of many requests together: at once when nothing is being written, else with the next write. A batch is
 * frozen before its first attempt and repeated with the same bytes and token while the store is away; one that the store
 * refuses for its data is halved until only the guilty records fail. Senders hear of it after the commit.
 */
export class LogBatcher {
  private queue: Waiting[] = [];
  private waitingRows = 0;
  private waitingBytes = 0;
  private heldBytes = 0;
  private writing = false;
  private lastRows = 0;
  private lastStartMs = 0;
  private wake: (() => void) | undefined;
  private readonly idle = new Set<() => void>();
  private closing = false;

  constructor(
    private readonly ports: BatcherPorts,
    private readonly queueBytesMax: number,
  ) {}

  /** Bytes of encoded records that are not yet committed. */
  get pendingBytes(): number {
    return this.heldBytes;
  }

  /**
   * Queues records for the next write and resolves when they are committed, with the fate of those that the store refused.
   * @throws AppError overloaded when the queue is full, store_unavailable when the store stays away, shutting_down
   */
  submit(submission: Submission): Promise<Outcome> {
    if (this.closing) return Promise.reject(new AppError('shutting_down', 'The server is stopping. Send again in a moment.', { retryAfterSeconds: 5 }));
    // A single submission is always let in when the queue is empty, or it could never be sent.
    if (this.heldBytes > 0 && this.heldBytes + submission.bytes > this.queueBytesMax) return Promise.reject(this.overloaded());
    return new Promise<Outcome>((resolve, reject) => {
      this.queue.push({ submission, resolve, reject });
      this.waitingRows += submission.rows.length;
      this.waitingBytes += submission.bytes;
      this.heldBytes += submission.bytes;
      this.wake?.();
      if (!this.writing) void this.drain();
    });
  }

  /** Error for senders while the queue is full. */
  overloaded(): AppError {
    return new AppError('overloaded', 'The store cannot keep up and the waiting queue is full. Send again later, or raise INGEST_QUEUE_BYTES.', {
      retryAfterSeconds: 2,
      details: { limit: 'INGEST_QUEUE_BYTES', limitBytes: this.queueBytesMax, waitingBytes: this.heldBytes },
    });
  }

  /** Takes no more records and resolves when what was taken is written (or given up). */
  async close(): Promise<void> {
    this.closing = true;
    this.wake?.();
    if (this.writing) await new Promise<void>((resolve) => this.idle.add(resolve));
  }

  private async drain(): Promise<void> {
    this.writing = true;
    while (this.queue.length > 0) {
      await this.pace();
      const taken = this.take();
      this.lastStartMs = this.ports.now();
      this.lastRows = taken.reduce((sum, w) => sum + w.submission.rows.length, 0);
      await this.write(taken);
    }
    this.writing = false;
    for (const resolve of this.idle) resolve();
    this.idle.clear();
  }

  /** Waits until the next write is due; new arrivals shorten the wait when enough has gathered. */
  private async pace(): Promise<void> {
    while (!this.closing) {
      const { waitingRows, waitingBytes, lastRows, lastStartMs } = this;
      const delayMs = delayBeforeWrite({ waitingRows, waitingBytes, lastRows, lastStartMs }, this.ports.now());
      if (delayMs === 0) return;
      await Promise.race([this.ports.wait(delayMs), new Promise<void>((resolve) => (this.wake = resolve))]);
      this.wake = undefined;
    }
  }
  /** Takes the oldest submissions that fit into one batch. */
  private take(): Waiting[] {
    let rows = 0;
    let bytes = 0;
    let count = 0;
    for (const { submission } of this.queue) {
      rows += submission.rows.length;
      bytes += submission.bytes;
      if (count > 0 && (rows > PACING.batchRowsMax || bytes > PACING.batchBytesMax)) break;
      count += 1;
    }
    const taken = this.queue.splice(0, count);
    for (const { submission } of taken) {
      this.waitingRows -= submission.rows.length;
      this.waitingBytes -= submission.bytes;
    }
    return taken;
  }

  private async write(taken: Waiting[]): Promise<void> {
    const entries: Entry[] = [];
    taken.forEach((w, waiting) => w.submission.rows.forEach((row, index) => entries.push({ row, waiting, index })));
    const refused = taken.map(() => new Map<number, string>());
    const failed = new Map<number, AppError>();
    await this.writeEntries(entries, randomUUID(), refused, failed);
    taken.forEach((w, index) => {
      this.heldBytes -= w.submission.bytes;
      const error = failed.get(index);
      if (error) return w.reject(error);
      const outcome = refused[index] ?? new Map<number, string>();
      this.ports.committed(w.submission, outcome);
      w.resolve(outcome);
    });
  }

  /** Writes rows as one frozen batch; halves it when the store refuses the data. */
  private async writeEntries(entries: readonly Entry[], token: string, refused: Map<number, string>[], failed: Map<number, AppError>): Promise<void> {
    const body = Buffer.from(entries.map((e) => e.row).join(''));
    try {
      await this.insertWithRetries({ token, body, rows: entries.length });
    } catch (thrown) {
      const [first] = entries;
      if (!(thrown instanceof StoreRejectedError)) {
        for (const entry of entries) failed.set(entry.waiting, toAppError(thrown));
      } else if (entries.length === 1 && first) {
        refused[first.waiting]?.set(first.index, thrown.message);
      } else {
        const middle = entries.length >> 1;
        await this.writeEntries(entries.slice(0, middle), `${token}a`, refused, failed);
        await this.writeEntries(entries.slice(middle), `${token}b`, refused, failed);
      }
    }
  }

  private async insertWithRetries(batch: FrozenBatch): Promise<void> {
    const giveUpAtMs = this.ports.now() + RETRY_FOR_MS;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.ports.insert(batch);
      } catch (thrown) {
        if (thrown instanceof StoreRejectedError) throw thrown;
        const error = toAppError(thrown);
        const delayMs = retryDelayMs(attempt);
        if (this.ports.now() + delayMs >= giveUpAtMs) throw error;
        this.ports.onRetry(error, attempt);
        await this.ports.wait(delayMs);
      }
    }
  }
}
