import { randomUUID } from 'node:crypto';
import { AppError } from '../../../platform/errors/app-error.js';
import { toAppError } from '../../../platform/errors/error-body.js';
import type { TenantId } from '../../../platform/tenancy/tenant.js';
import type { EncodedRows } from '../../logs/store/encoded-rows.js';
import type { FrozenBatch } from '../../logs/store/log-store.js';
import { StoreRejectedError } from '../../../platform/clickhouse/clickhouse-errors.js';
import { delayBeforeWrite, PACING } from './pacing.js';
import { RETRY_FOR_MS, retryDelayMs } from './retry.js';

/** Encoded records of one request that go into one write. */
export interface Submission {
  tenant: TenantId;
  rows: EncodedRows;
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

/** Rows `first` up to `end` of one submission of a batch. */
interface Part {
  waiting: number;
  rows: EncodedRows;
  first: number;
  end: number;
}

/** What became of a batch, by submission. */
interface Fates {
  refused: Map<number, string>[];
  failed: Map<number, AppError>;
}

const rowsOf = (parts: readonly Part[]): number => parts.reduce((sum, part) => sum + part.end - part.first, 0);

/** Splits parts after `count` rows. */
function splitParts(parts: readonly Part[], count: number): [Part[], Part[]] {
  const head: Part[] = [];
  const tail: Part[] = [];
  let left = count;
  for (const part of parts) {
    const rows = part.end - part.first;
    if (left >= rows) head.push(part);
    else if (left <= 0) tail.push(part);
    else {
      head.push({ ...part, end: part.first + left });
      tail.push({ ...part, first: part.first + left });
    }
    left -= rows;
  }
  return [head, tail];
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
  private draining = false;
  private writes = 0;
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
    if (this.heldBytes > 0 && this.heldBytes + submission.rows.bytes > this.queueBytesMax) return Promise.reject(this.overloaded());
    return new Promise<Outcome>((resolve, reject) => {
      this.queue.push({ submission, resolve, reject });
      this.waitingRows += submission.rows.count;
      this.waitingBytes += submission.rows.bytes;
      this.heldBytes += submission.rows.bytes;
      this.wake?.();
      if (!this.draining) void this.drain();
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
    if (this.draining || this.writes > 0) await new Promise<void>((resolve) => this.idle.add(resolve));
  }

  private async drain(): Promise<void> {
    this.draining = true;
    while (this.queue.length > 0) {
      await this.turn();
      const taken = this.take();
      this.lastStartMs = this.ports.now();
      this.lastRows = taken.reduce((sum, w) => sum + w.submission.rows.count, 0);
      this.writes += 1;
      void this.write(taken).finally(() => {
        this.writes -= 1;
        this.wake?.();
        this.endIfIdle();
      });
    }
    this.draining = false;
    this.endIfIdle();
  }

  private endIfIdle(): void {
    if (this.draining || this.writes > 0) return;
    for (const resolve of this.idle) resolve();
    this.idle.clear();
  }

  /** Waits until the next write is due. Arrivals and the end of a write make it look again. */
  private async turn(): Promise<void> {
    for (;;) {
      const { waitingRows, waitingBytes, lastRows, lastStartMs, writes } = this;
      const delayMs = delayBeforeWrite({ waitingRows, waitingBytes, lastRows, lastStartMs, writes }, this.ports.now());
      if (delayMs === 0 || (this.closing && writes === 0)) return;
      const woken = new Promise<void>((resolve) => (this.wake = resolve));
      await (delayMs === Infinity ? woken : Promise.race([this.ports.wait(delayMs), woken]));
      this.wake = undefined;
    }
  }

  /** Takes the oldest submissions that fit into one batch. */
  private take(): Waiting[] {
    let rows = 0;
    let bytes = 0;
    let count = 0;
    for (const { submission } of this.queue) {
      rows += submission.rows.count;
      bytes += submission.rows.bytes;
      if (count > 0 && (rows > PACING.batchRowsMax || bytes > PACING.batchBytesMax)) break;
      count += 1;
    }
    const taken = this.queue.splice(0, count);
    for (const { submission } of taken) {
      this.waitingRows -= submission.rows.count;
      this.waitingBytes -= submission.rows.bytes;
    }
    return taken;
  }

  private async write(taken: Waiting[]): Promise<void> {
    const fates: Fates = { refused: taken.map(() => new Map<number, string>()), failed: new Map() };
    await this.writeParts(
      taken.map(({ submission }, waiting) => ({ waiting, rows: submission.rows, first: 0, end: submission.rows.count })),
      randomUUID(),
      fates,
    );
    taken.forEach((w, index) => {
      this.heldBytes -= w.submission.rows.bytes;
      const error = fates.failed.get(index);
      if (error) return w.reject(error);
      const outcome = fates.refused[index] ?? new Map<number, string>();
      this.ports.committed(w.submission, outcome);
      w.resolve(outcome);
    });
  }

  /** Writes rows as one frozen batch; halves it when the store refuses the data. */
  private async writeParts(parts: readonly Part[], token: string, fates: Fates): Promise<void> {
    const rows = rowsOf(parts);
    try {
      await this.insertWithRetries({ token, body: parts.map((p) => p.rows.slice(p.first, p.end)), rows });
    } catch (thrown) {
      const [first] = parts;
      if (!(thrown instanceof StoreRejectedError)) {
        for (const part of parts) fates.failed.set(part.waiting, toAppError(thrown));
      } else if (rows === 1 && first) {
        fates.refused[first.waiting]?.set(first.first, thrown.message);
      } else {
        const [head, tail] = splitParts(parts, rows >> 1);
        await this.writeParts(head, `${token}a`, fates);
        await this.writeParts(tail, `${token}b`, fates);
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
