import type { LogView } from '@/lib/api/types';
import { countThatFits, countThatFitsFromEnd, fillGap, freshRows, totalBytes, withGap, type GapRow, type Row } from './lib/rows';
import type { TailFrame } from './lib/protocol';

/** Why the list stands still. It moves again when no reason is left. */
export type PauseReason = 'user' | 'scroll' | 'select' | 'details' | 'pointer';

export interface RowSnapshot {
  /** Newest on top. */
  rows: readonly Row[];
  bytes: number;
  paused: boolean;
  /** Matches that came while paused, shown or not: what the pill says. */
  newer: number;
  /** Of those, rows held here; the rest is in the store. */
  held: number;
  /** Older logs of the window are in the store. */
  hasOlder: boolean;
  /** Counts up with each `reset`: another question was asked. */
  epoch: number;
}

type Item = { logs: readonly LogView[] } | { gap: GapRow };

const EMPTY: RowSnapshot = { rows: [], bytes: 0, paused: false, newer: 0, held: 0, hasOlder: false, epoch: 0 };

/**
 * The rows of the list, outside React. What arrives is queued; `flush` makes one new snapshot of it, so the page renders once for
 * many frames. Rows are immutable; at 2,000 logs/s a flush copies one array of 2,000 pointers.
 */
export class RowStore {
  private snapshot: RowSnapshot = EMPTY;
  private queue: Item[] = [];
  private queued = 0;
  private pending: Row[] = [];
  private overflow: GapRow | undefined;
  private readonly known = new Set<string>();
  private readonly reasons = new Set<PauseReason>();
  private readonly listeners = new Set<() => void>();
  private shownCursor = '';
  private topDropped = false;
  private cursor: string | null = null;
  private gaps = 0;
  private quiet = false;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (): RowSnapshot => this.snapshot;

  /** Search cursor behind the last row; null when only its time can tell. */
  get olderCursor(): string | null {
    return this.cursor;
  }

  /** True when the newest rows were given up for older ones: only a new search can show the top again. */
  get needsReload(): boolean {
    return this.topDropped;
  }

  get queuedLogs(): number {
    return this.queued;
  }

  /** Starts over with the first page of a search, newest first. */
  reset(logs: readonly LogView[], olderCursor: string | null): void {
    this.known.clear();
    this.queue = [];
    this.queued = 0;
    this.pending = [];
    this.overflow = undefined;
    this.topDropped = false;
    this.shownCursor = '';
    this.reasons.delete('scroll');
    this.reasons.delete('select');
    this.reasons.delete('user');
    const rows = freshRows(logs, this.known);
    this.cursor = olderCursor;
    this.publish({ ...EMPTY, rows, bytes: totalBytes(rows), hasOlder: olderCursor !== null, epoch: this.snapshot.epoch + 1 });
  }

  /** Takes a frame of the tail; shown at the next flush. */
  receive(frame: TailFrame, now: number): void {
    if (frame.skipped > 0) this.queue.push({ gap: this.newGap('load', frame.previousCursor, frame.cursor, frame.skipped, now) });
    if (frame.logs.length > 0) this.queue.push({ logs: frame.logs });
    this.queued += frame.logs.length + frame.skipped;
    if (!this.snapshot.paused) this.shownCursor = frame.cursor;
  }

  /** Marks that logs of (from, to] are in the store but not here. */
  missed(from: string, to: string, now: number): string {
    const gap = this.newGap('cut', from, to, undefined, now);
    this.queue.push({ gap });
    return gap.key;
  }

  /** Shows what was queued, or keeps it while paused. Gives the number of logs that were new. */
  flush(): number {
    if (this.queue.length === 0) return 0;
    const queue = this.queue;
    this.queue = [];
    this.queued = 0;
    let list: Row[] = this.snapshot.paused ? this.pending : this.snapshot.rows.slice();
    let top: Row[] = [];
    let count = 0;
    let skipped = 0;
    const stack = () => {
      if (top.length > 0) list = [...top.reverse(), ...list];
      top = [];
    };
    for (const item of queue) {
      if ('logs' in item) {
        const fresh = freshRows(item.logs, this.known);
        count += fresh.length;
        for (const row of fresh) top.push(row);
      } else {
        skipped += item.gap.count ?? 0;
        stack();
        list = withGap(list, item.gap);
      }
    }
    stack();
    if (this.snapshot.paused) this.hold(list, count + skipped);
    else this.show(list);
    return count;
  }

  private show(rows: Row[]): void {
    const fits = countThatFits(rows);
    const trimmed = fits < rows.length;
    if (trimmed) this.forget(rows.splice(fits));
    if (trimmed) this.cursor = null;
    this.publish({ ...this.snapshot, rows, bytes: totalBytes(rows), hasOlder: this.snapshot.hasOlder || trimmed });
  }

  private hold(pending: Row[], more: number): void {
    const keep = this.topDropped ? 0 : countThatFits(pending);
    const dropped = pending.splice(keep);
    if (dropped.length > 0) {
      this.forget(dropped);
      const count = dropped.reduce((sum, row) => sum + (row.kind === 'log' ? 1 : (row.count ?? 0)), 0);
      const newest = dropped[0];
      const to = newest?.kind === 'gap' ? newest.to : (newest?.key ?? '');
      this.overflow = this.overflow
        ? { ...this.overflow, to, count: (this.overflow.count ?? 0) + count }
        : this.newGap('pause', this.shownCursor, to, count, Date.now());
    }
    this.pending = pending;
    this.publish({ ...this.snapshot, newer: this.snapshot.newer + more, held: pending.length });
  }

  pause(reason: PauseReason): void {
    this.flush();
    this.reasons.add(reason);
    if (!this.snapshot.paused) this.publish({ ...this.snapshot, paused: true });
  }

  /** Takes one reason back; the list moves again if it was the last. */
  release(reason: PauseReason): void {
    if (!this.reasons.delete(reason) || this.reasons.size > 0) return;
    this.resume();
  }

  /** Moves again, with all that came meanwhile on top. */
  resume(): void {
    this.flush();
    this.reasons.clear();
    if (!this.snapshot.paused) return;
    const rows = [...this.pending, ...(this.overflow ? [this.overflow] : []), ...this.snapshot.rows];
    this.pending = [];
    this.overflow = undefined;
    this.snapshot = { ...this.snapshot, paused: false, newer: 0, held: 0 };
    this.show(rows);
  }

  /** Adds a page of history below. When the bounds are reached the newest rows go, which the reader at the end does not see. */
  appendOlder(logs: readonly LogView[], olderCursor: string | null): void {
    const rows = [...this.snapshot.rows, ...freshRows(logs, this.known)];
    this.cursor = olderCursor;
    this.snapshot = { ...this.snapshot, hasOlder: olderCursor !== null };
    this.keepEnd(rows);
  }

  private keepEnd(rows: Row[]): void {
    const keep = countThatFitsFromEnd(rows);
    if (keep < rows.length) {
      this.forget(rows.splice(0, rows.length - keep));
      this.topDropped = true;
      this.forget(this.pending);
      this.pending = [];
    }
    this.publish({ ...this.snapshot, rows, bytes: totalBytes(rows), held: this.pending.length });
  }

  setGap(key: string, state: GapRow['state']): void {
    const rows = this.snapshot.rows.map((row) => (row.kind === 'gap' && row.key === key ? { ...row, state } : row));
    this.publish({ ...this.snapshot, rows });
  }

  /** Puts what the store had in the place of a gap. `restFrom`–`restTo`: what is still missing below. Gives the number of new rows. */
  fill(gap: GapRow, logs: readonly LogView[], rest?: { to: string }): number {
    const fresh = freshRows(logs, this.known);
    const remaining: GapRow | undefined = rest
      ? { ...gap, to: rest.to, state: 'open', count: gap.count === undefined ? undefined : Math.max(0, gap.count - fresh.length) }
      : undefined;
    const rows = fillGap(this.snapshot.rows, gap.key, fresh, remaining);
    const at = this.snapshot.rows.findIndex((row) => row.key === gap.key);
    if (at < this.snapshot.rows.length / 2) this.show(rows);
    else this.keepEnd(rows); // the reader is nearer to the end, so the newest rows go
    return fresh.length;
  }

  private newGap(reason: GapRow['reason'], from: string, to: string, count: number | undefined, at: number): GapRow {
    return { kind: 'gap', key: `gap-${++this.gaps}`, from, to, count, at, reason, state: 'open', bytes: 200 };
  }

  private forget(rows: readonly Row[]): void {
    for (const row of rows) if (row.kind === 'log') this.known.delete(row.key);
  }

  /** While nobody can see the rows nothing is drawn; then all at once. */
  setQuiet(quiet: boolean): void {
    if (this.quiet === quiet) return;
    this.quiet = quiet;
    if (!quiet) this.publish({ ...this.snapshot });
  }

  private publish(next: RowSnapshot): void {
    this.snapshot = next;
    if (this.quiet) return;
    for (const listener of this.listeners) listener();
  }
}
