import type { CommittedRecords } from '../logs/committed-batches.js';
import { SEVERITIES, type Severity } from '../logs/log-record.js';
import type { LogScope } from '../logs/log-scope.js';
import { compileToPredicate, type LogPredicate } from '../logs/query/compile-to-predicate.js';
import type { LiveStats } from './live-protocol.js';

/** Counts the logs of one scope between two looks at them: what a limit hides is in no number. */
export class LiveStatistics {
  private counts = new Float64Array(SEVERITIES.length);
  private received = 0;
  private delayMs = 0;

  private readonly limit: LogPredicate;

  constructor(scope: LogScope) {
    this.limit = compileToPredicate(scope.narrow());
  }

  add(records: CommittedRecords, committedAtMs: number): void {
    const { limit } = this;
    const readsRecord = limit.readsSource || limit.readsMessage;
    for (let i = 0; i < records.count; i++) {
      const severity = records.severityAt(i);
      // A record is decoded for those only whose limit needs it.
      if (!limit.testSeverity(severity) || (readsRecord && !limit.test(records.recordAt(i)))) continue;
      const level = (severity - 1) >> 2;
      this.counts[level] = (this.counts[level] ?? 0) + 1;
      this.delayMs += committedAtMs - records.observedAtMsAt(i);
      this.received += 1;
    }
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
