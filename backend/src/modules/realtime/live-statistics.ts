import type { CommittedRecords } from '../logs/committed-batches.js';
import { SEVERITIES, type Severity } from '../logs/log-record.js';
import type { LiveStats } from './live-protocol.js';

/** Counts one tenant's logs between two looks at them. */
export class LiveStatistics {
  private counts = new Float64Array(SEVERITIES.length);
  private received = 0;
  private delayMs = 0;

  add(records: CommittedRecords, committedAtMs: number): void {
    for (let i = 0; i < records.count; i++) {
      const level = (records.severityAt(i) - 1) >> 2;
      this.counts[level] = (this.counts[level] ?? 0) + 1;
      this.delayMs += committedAtMs - records.observedAtMsAt(i);
    }
    this.received += records.count;
  }

  /** What was counted since the last call. */
  take(nowMs: number): Omit<LiveStats, 'tails'> {
    const counts: Record<Severity, number> = { trace: 0, debug: 0, info: 0, warn: 0, error: 0, fatal: 0 };
    SEVERITIES.forEach((severity, level) => (counts[severity] = this.counts[level] ?? 0));
    const commitDelayMs = this.received === 0 ? null : Math.round((this.delayMs / this.received) * 10) / 10;
    const taken = { at: new Date(nowMs).toISOString(), received: this.received, counts, commitDelayMs };
    this.counts.fill(0);
    this.received = 0;
    this.delayMs = 0;
    return taken;
  }
}
