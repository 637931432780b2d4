import { createHash } from 'node:crypto';
import type { BatchPusher } from '../lib/push-batch.ts';
import { buildRecord, type RecordDefaults } from './build-record.ts';
import { LineJoiner, type Entry } from './join-lines.ts';
import type { TimeContext, Zone } from './parse-time.ts';
import { LineSplitter, type RawLine } from './split-lines.ts';

/** Numbers of the final line, over all inputs. */
export interface Totals {
  lines: number;
  sent: number;
  accepted: number;
  rejected: number;
}

/** Where an input stands: the first `offset` bytes, `lines` lines, are acknowledged. */
export interface Progress {
  offset: number;
  lines: number;
}

/** A batch that is about to be sent. After a crash the same bytes must make the same batch, so that it is stored once. */
export interface Intent {
  end: number;
  nowMs: number;
}

export interface ShipperOptions {
  pusher: Pick<BatchPusher, 'push'>;
  defaults: RecordDefaults;
  zone: Zone;
  totals: Totals;
  /** Tells inputs apart in idempotency keys: equal lines of two inputs are two logs. */
  streamId: string;
  start?: Progress;
  /** Told about each record the server will never take. */
  onRejected: (lineNumber: number, reason: string) => void;
  /** Called before a batch is sent and after it was acknowledged. */
  onSending?: (intent: Intent) => Promise<void>;
  onAcknowledged?: (progress: Progress) => Promise<void>;
  now?: () => number;
}

const RECORDS_MAX = 2_000;
const BYTES_MAX = 4 * 1024 * 1024;
/** Bytes kept of one line; the record that is made of it may be shorter still. */
const LINE_BYTES_MAX = 8 * 1024 * 1024;

/** Turns the bytes of one input into batches and sends them one after the other; memory holds one batch. */
export class Shipper {
  private readonly options: ShipperOptions;
  private readonly splitter: LineSplitter;
  private readonly joiner: LineJoiner;
  private acknowledged: Progress;
  private batch: { entries: Pick<Entry, 'lineNumber' | 'lastLineNumber' | 'end'>[]; records: string[]; bytes: number } = { entries: [], records: [], bytes: 0 };
  private context: TimeContext;
  private replaying = false;

  constructor(options: ShipperOptions) {
    this.options = options;
    this.acknowledged = options.start ?? { offset: 0, lines: 0 };
    this.splitter = new LineSplitter(LINE_BYTES_MAX, this.acknowledged.offset);
    this.joiner = new LineJoiner(this.acknowledged.lines);
    this.context = { zone: options.zone, nowMs: this.now() };
  }

  /** True when something was read that is not sent yet and needs no more bytes. */
  get waiting(): boolean {
    return this.batch.records.length > 0 || this.joiner.isOpen;
  }

  /** Takes bytes of the input. Returns once they are held or sent: read on only then. */
  async take(chunk: Buffer): Promise<void> {
    for (const line of this.splitter.push(chunk)) await this.takeLine(line);
  }

  /** Sends what is complete: for when the input is quiet. */
  async flush(): Promise<void> {
    this.add(this.joiner.finish());
    await this.send();
  }

  /** Sends everything, the last line without an end too: for the end of the input. */
  async finish(): Promise<void> {
    for (const line of this.splitter.finish()) await this.takeLine(line);
    await this.flush();
  }

  /** Makes the batch that was on its way when an earlier run ended: exactly these bytes, read with that run's clock. */
  async repeat(bytes: Buffer, nowMs: number): Promise<void> {
    this.context = { ...this.context, nowMs };
    this.replaying = true;
    for (const line of [...this.splitter.push(bytes), ...this.splitter.finish()]) {
      this.options.totals.lines++;
      this.add(this.joiner.push(line));
    }
    await this.flush();
    this.replaying = false;
  }

  private async takeLine(line: RawLine): Promise<void> {
    this.options.totals.lines++;
    this.add(this.joiner.push(line));
    if (this.batch.records.length >= RECORDS_MAX || this.batch.bytes >= BYTES_MAX) await this.send();
  }

  private add(entry: Entry | undefined): void {
    if (!entry) return;
    if (this.batch.records.length === 0 && !this.replaying) this.context = { ...this.context, nowMs: this.now() };
    const record = buildRecord(entry, this.options.defaults, this.context);
    this.batch.entries.push({ lineNumber: entry.lineNumber, lastLineNumber: entry.lastLineNumber, end: entry.end });
    this.batch.records.push(record);
    this.batch.bytes += record.length;
  }

  private async send(): Promise<void> {
    const { entries, records } = this.batch;
    const last = entries.at(-1);
    if (!last) return;
    await this.options.onSending?.({ end: last.end, nowMs: this.context.nowMs });
    const key = createHash('sha256')
      .update(`${this.options.streamId}\n${this.acknowledged.offset}-${last.end}\n${records.join('\n')}`)
      .digest('hex');
    const result = await this.options.pusher.push(records, key.slice(0, 48));
    const { totals } = this.options;
    totals.sent += records.length;
    totals.accepted += result.accepted;
    totals.rejected += result.rejected.length;
    for (const one of result.rejected) this.options.onRejected(entries[one.index]?.lineNumber ?? 0, `${one.message || one.code}`);
    this.batch = { entries: [], records: [], bytes: 0 };
    this.acknowledged = { offset: last.end, lines: last.lastLineNumber };
    await this.options.onAcknowledged?.(this.acknowledged);
  }

  private now(): number {
    return (this.options.now ?? Date.now)();
  }
}
