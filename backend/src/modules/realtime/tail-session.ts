import { formatLogId } from '../logs/log-id.js';
import type { LogView } from '../logs/log-record.js';
import { splitBackfill, type Backfill } from './backfill.js';
import { compareArrival, type ArrivalPosition, type LiveRow } from './live-row.js';
import type { TailClosed, TailFrame, TailMode, TailTotals } from './live-protocol.js';
import { ModeLadder } from './mode-ladder.js';
import { RowBudget } from './row-budget.js';
import { WaitingRows, type RowLimits } from './waiting-rows.js';

/** What waits for a client, and what one frame carries. */
export const RING: RowLimits = { rowsMax: 2000, bytesMax: 2 * 1024 * 1024 };
export const FRAME: RowLimits = { rowsMax: 500, bytesMax: 512 * 1024 };
export const FRAMES_IN_FLIGHT_MAX = 4;
export const FRAME_PERIOD_MS = 100;
/** Frames that carry nothing but numbers come less often. */
export const COUNTERS_PERIOD_MS = 1000;
const LATE_ACK_MS = 1000;
export const LOST_ACK_MS = 15_000;
export const CLOSE_MS = 60_000;
/** The store may show a log a little before the bus does. */
const BACKFILL_MEMORY_MS = 30_000;

export interface TailSessionOptions {
  tailId: string;
  /** Where the tail begins in arrival order. */
  start: ArrivalPosition;
  nowMs: number;
  maxRowsPerSecond?: number | undefined;
  /** Whether to wait for `release` before anything is sent, because back-fill goes first. */
  held: boolean;
  /** 0 ≤ x < 1 */
  random: () => number;
}

/**
 * One subscriber's tail as a state machine without sockets or clocks. The caller hands in matches, acknowledgements and the time,
 * and sends what `poll` gives. It accounts for every match exactly once: in the frames, matched = delivered + skipped.
 */
export class TailSession {
  readonly tailId: string;
  private readonly ladder: ModeLadder;
  private readonly budget: RowBudget;
  private readonly random: () => number;
  private readonly waiting = new WaitingRows();
  private readonly inFlight: { seq: number; sentAtMs: number }[] = [];
  private readonly totals: TailTotals = { matched: 0, delivered: 0, skipped: 0 };
  private backfill: Omit<TailFrame, 'tailId' | 'seq' | 'cursor' | 'previousCursor' | 'mode'>[] = [];
  private backfillEnd: ArrivalPosition | undefined;
  private backfilled: { ids: ReadonlySet<string>; untilMs: number } | undefined;
  private held: boolean;
  private cursor: ArrivalPosition;
  private seq = 0;
  private lastFrameAtMs = Number.NEGATIVE_INFINITY;
  /** Matches that the next frame reports as skipped, and the newest of them. */
  private unsent = 0;
  private unsentTo: ArrivalPosition | undefined;
  /** Share of matches that enters the sample until the next frame. */
  private sampleRate = 1;

  constructor(options: TailSessionOptions) {
    this.tailId = options.tailId;
    this.ladder = new ModeLadder(options.nowMs, options.maxRowsPerSecond === 0);
    this.budget = new RowBudget(options.maxRowsPerSecond, options.nowMs);
    this.random = options.random;
    this.held = options.held;
    this.cursor = options.start;
  }

  get mode(): TailMode {
    return this.ladder.mode;
  }

  get cursorId(): string {
    return formatLogId(this.cursor.observedAtMs, this.cursor.seq);
  }

  /** Sums so far; what waits is in `matched` only. */
  get sums(): Readonly<TailTotals> {
    return this.totals;
  }

  /** Takes matches, in order of arrival. */
  offer(rows: readonly LiveRow[], nowMs: number): void {
    if (this.backfilled && nowMs >= this.backfilled.untilMs) this.backfilled = undefined;
    for (const row of rows) {
      if (this.backfilled?.ids.has(row.id)) continue;
      this.totals.matched += 1;
      this.add(row, nowMs);
    }
  }

  /** Everything up to `seq` was shown. Numbers that were never sent are ignored. */
  acknowledge(seq: number): void {
    if (seq > this.seq) return;
    while (this.inFlight[0] !== undefined && this.inFlight[0].seq <= seq) this.inFlight.shift();
  }

  /** Ends the holding: back-fill goes out first, and what it contains is not sent (or counted) as live again. */
  release(backfill: Backfill, nowMs: number): void {
    this.held = false;
    const ids = new Set(backfill.logs.map((log) => log.id));
    this.totals.matched -= this.waiting.keep((row) => !ids.has(row.id));
    this.backfilled = { ids, untilMs: nowMs + BACKFILL_MEMORY_MS };
    const { frames, end } = splitBackfill(backfill, FRAME);
    this.backfill = frames;
    this.backfillEnd = end;
  }

  /** When `poll` will have something, ms since 1970; undefined until something happens. */
  dueAtMs(nowMs: number): number | undefined {
    if (this.inFlight.length >= FRAMES_IN_FLIGHT_MAX) return undefined;
    if (this.backfill.length > 0) return nowMs;
    if (this.held || (this.waiting.length === 0 && this.unsent === 0)) return undefined;
    if (this.waiting.length === 0) return Math.max(nowMs, this.lastFrameAtMs + COUNTERS_PERIOD_MS);
    return Math.max(this.lastFrameAtMs + FRAME_PERIOD_MS, this.budget.readyAtMs(nowMs));
  }

  /** The next frame, if one is due; the caller sends it. */
  poll(nowMs: number): TailFrame | undefined {
    const due = this.dueAtMs(nowMs);
    if (due === undefined || due > nowMs) return undefined;
    return this.backfill.length > 0 ? this.backfillFrame(nowMs) : this.liveFrame(nowMs);
  }

  /** Looks at the clock, about once a second: late and lost acknowledgements, and whether the tail may deliver more again. */
  tick(nowMs: number): TailClosed | undefined {
    const oldest = this.inFlight[0];
    const ageMs = oldest === undefined ? 0 : nowMs - oldest.sentAtMs;
    if (ageMs >= CLOSE_MS) return { tailId: this.tailId, reason: 'unacknowledged', cursor: this.cursorId, ...this.stop() };
    if (ageMs >= LOST_ACK_MS) {
      if (this.ladder.away(nowMs)) this.skipWaiting();
    } else if (ageMs >= LATE_ACK_MS) this.ladder.late(nowMs);
    this.rise(nowMs);
    return undefined;
  }

  /** Ends the tail: what waits counts as skipped. */
  stop(): TailTotals {
    this.skipWaiting();
    this.totals.skipped += this.unsent;
    this.unsent = 0;
    return { ...this.totals };
  }

  private add(row: LiveRow, nowMs: number): void {
    if (this.mode === 'counters') return this.skip(row);
    if (this.mode === 'sample') {
      if (this.sampleRate < 1 && this.random() >= this.sampleRate) return this.skip(row);
      this.waiting.push(row);
      return this.thin(nowMs);
    }
    this.waiting.push(row);
    this.dropOldest(nowMs);
  }

  private dropOldest(nowMs: number): void {
    while (this.waiting.isOver(RING)) {
      this.skip(this.waiting.shift());
      if (this.ladder.overflow(nowMs) && this.mode === 'sample') return this.thin(nowMs);
    }
  }

  /** Keeps the sample in the limits of a frame: the rate is halved and each row that waits stays with one half. */
  private thin(nowMs: number): void {
    while (this.waiting.isOver(FRAME)) {
      this.ladder.overflow(nowMs);
      this.sampleRate /= 2;
      this.keepSome(() => this.random() < 0.5);
    }
  }

  private keepSome(choose: () => boolean): void {
    this.waiting.keep((row) => {
      const stays = choose();
      if (!stays) this.skip(row);
      return stays;
    });
  }

  private skip(row: LiveRow | undefined): void {
    if (row === undefined) return;
    this.unsent += 1;
    if (this.unsentTo === undefined || compareArrival(row, this.unsentTo) > 0) this.unsentTo = row;
  }

  private skipWaiting(): void {
    for (const row of this.waiting.drain()) this.skip(row);
  }

  private backfillFrame(nowMs: number): TailFrame | undefined {
    const part = this.backfill.shift();
    if (part === undefined) return undefined;
    const previousCursor = this.cursorId;
    if (this.backfill.length === 0) this.advance(this.backfillEnd);
    return this.sent({ ...part, tailId: this.tailId, previousCursor, cursor: this.cursorId, mode: this.mode, seq: this.seq + 1 }, nowMs);
  }

  private liveFrame(nowMs: number): TailFrame {
    const previousCursor = this.cursorId;
    const rows = this.take(Math.min(FRAME.rowsMax, this.budget.available(nowMs)), nowMs);
    const logs: LogView[] = [];
    for (const row of rows) {
      logs.push(row.view);
      this.advance(row);
    }
    this.advance(this.unsentTo);
    const mode = this.mode;
    const skipped = this.unsent;
    const matched = rows.length + skipped;
    this.budget.take(rows.length);
    this.totals.delivered += rows.length;
    this.totals.skipped += skipped;
    this.unsent = 0;
    this.unsentTo = undefined;
    this.sampleRate = 1;
    this.lastFrameAtMs = nowMs;
    this.rise(nowMs);
    return this.sent(
      {
        tailId: this.tailId,
        seq: this.seq + 1,
        cursor: this.cursorId,
        logs,
        matched,
        delivered: rows.length,
        skipped,
        mode,
        ratio: rows.length / matched,
        previousCursor,
      },
      nowMs,
    );
  }

  private take(rowsMax: number, nowMs: number): LiveRow[] {
    if (this.mode === 'sample') return this.takeSample(rowsMax, nowMs);
    const rows: LiveRow[] = [];
    let bytes = 0;
    for (let next = this.waiting.peek(); next !== undefined && rows.length < rowsMax; next = this.waiting.peek()) {
      bytes += next.bytes;
      if (bytes > FRAME.bytesMax && rows.length > 0) break;
      this.waiting.shift();
      rows.push(next);
    }
    return rows;
  }

  /** All of the sample, or as many of it as may go, each row with the same chance (Knuth, TAOCP 2, 3.4.2, algorithm S). */
  private takeSample(rowsMax: number, nowMs: number): LiveRow[] {
    let left = this.waiting.length;
    if (left > rowsMax) {
      this.ladder.overflow(nowMs);
      let wanted = rowsMax;
      this.keepSome(() => {
        const chosen = this.random() * left < wanted;
        left -= 1;
        if (chosen) wanted -= 1;
        return chosen;
      });
    }
    return this.waiting.drain();
  }

  /** A sample is sent whole before the mode changes: rows that wait may not be older than ones that were reported as skipped. */
  private rise(nowMs: number): void {
    if (this.mode === 'sample' && (this.waiting.length > 0 || this.unsent > 0)) return;
    this.ladder.rise(nowMs);
  }

  private advance(to: ArrivalPosition | undefined): void {
    if (to !== undefined && compareArrival(to, this.cursor) > 0) this.cursor = { observedAtMs: to.observedAtMs, seq: to.seq };
  }

  private sent(frame: TailFrame, nowMs: number): TailFrame {
    this.seq = frame.seq;
    this.inFlight.push({ seq: frame.seq, sentAtMs: nowMs });
    return frame;
  }
}
