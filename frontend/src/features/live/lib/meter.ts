import { SEVERITIES, type SeverityCounts } from '@/lib/api/types';
import { addCounts, noCounts } from '@/lib/severity-counts';
import type { LiveStats, TailMode } from './protocol';

const WINDOW = 10;

export interface Reading {
  /** Seconds that the means are of, ten at most. */
  seconds: number;
  /** Per second, mean of the last ten seconds at most. */
  receivedPerSecond: number;
  matchedPerSecond: number;
  /** Of what matched in those seconds. What is still on its way is not skipped, so it counts as delivered. */
  matched: number;
  delivered: number;
  /** Per second, by severity; undefined while some of the matches were not delivered, whose severity is not known. */
  severityPerSecond: SeverityCounts | undefined;
  /** In the last second. */
  lastMatched: number;
  mode: TailMode;
  /** Exact part delivered by the last frame, 0-1. */
  ratio: number;
  /** ms from arrival to this page; undefined before the first log. */
  behindMs: number | undefined;
}

interface Second {
  received: number;
  matched: number;
  skipped: number;
  counts: SeverityCounts | undefined;
}

/** Sums up the seconds of one tail. Keeps ten seconds, allocates one object a second. */
export class TailMeter {
  private seconds: Second[] = [];
  private before = { tailId: '', matched: 0, skipped: 0 };
  private mode: TailMode = 'full';
  private ratio = 1;
  private behindMs: number | undefined;
  /** This browser's clock minus the server's, at least: the smallest difference seen, so it contains the quickest way here. */
  private skews: number[] = [];

  /** @param counts of that second, by severity; undefined when they are not known */
  stats(stats: LiveStats, tailId: string | undefined, now: number, counts?: SeverityCounts): void {
    const tail = stats.tails.find((candidate) => candidate.tailId === tailId);
    if (tail) {
      // The server sends sums since the tail started; a new tail begins at zero.
      const before = this.before.tailId === tail.tailId ? this.before : { matched: 0, skipped: 0 };
      const matched = tail.matched - before.matched;
      this.seconds.push({ received: stats.received, matched, skipped: tail.skipped - before.skipped, counts });
      this.before = { tailId: tail.tailId, matched: tail.matched, skipped: tail.skipped };
    } else this.seconds.push({ received: stats.received, matched: 0, skipped: 0, counts });
    if (this.seconds.length > WINDOW) this.seconds.shift();
    if (tail) this.mode = tail.mode;
    this.skews.push(now - Date.parse(stats.at));
    if (this.skews.length > 60) this.skews.shift();
  }

  frame(mode: TailMode, ratio: number, newestObservedAt: string | undefined, now: number): void {
    this.mode = mode;
    this.ratio = ratio;
    if (newestObservedAt === undefined) return;
    const skew = this.skews.length > 0 ? Math.min(...this.skews) : 0;
    this.behindMs = Math.max(0, now - Date.parse(newestObservedAt) - skew);
  }

  reading(): Reading {
    const count = Math.max(1, this.seconds.length);
    const sum = { received: 0, matched: 0, skipped: 0 };
    const severities = noCounts();
    let known = this.seconds.length > 0;
    for (const second of this.seconds) {
      sum.received += second.received;
      sum.matched += second.matched;
      sum.skipped += second.skipped;
      if (second.counts) addCounts(severities, second.counts);
      else known = false;
    }
    for (const severity of SEVERITIES) severities[severity] /= count;
    return {
      seconds: count,
      receivedPerSecond: sum.received / count,
      matchedPerSecond: sum.matched / count,
      matched: sum.matched,
      delivered: Math.max(0, sum.matched - sum.skipped),
      severityPerSecond: known ? severities : undefined,
      lastMatched: this.seconds[this.seconds.length - 1]?.matched ?? 0,
      mode: this.mode,
      ratio: this.ratio,
      behindMs: this.behindMs,
    };
  }
}
