import { SEVERITIES, type LogFilter, type LogView } from '@/lib/api/types';
import { maskCounts, noCounts, type SecondCounts } from '@/lib/severity-counts';
import { FlushSchedule } from './flush-schedule';
import type { Connection } from './lib/connection';
import { TailMeter, type Reading } from './lib/meter';
import type { LiveStats, ProtocolError, TailFrame } from './lib/protocol';
import { RowStore } from './row-store';
import { TailClient } from './tail-client';

/** What changes about once a second: drawn by the status row and the trend, not by the list. */
export interface Pulse {
  connection: Connection;
  reading: Reading | undefined;
  /** Seconds for the trend, oldest first, two minutes at most. */
  seconds: readonly SecondCounts[];
  tailError: ProtocolError | undefined;
  /** What was filled after the last cut. */
  healed: { at: number; rows: number } | undefined;
}

const SECONDS_MAX = 120;
const HEALING_MS = 5000;

/** The live half of the page: rows, connection, numbers. One for the page; React only subscribes. */
export class LiveSession {
  readonly rows = new RowStore();
  private pulse: Pulse = { connection: { phase: 'connecting', since: Date.now() }, reading: undefined, seconds: [], tailError: undefined, healed: undefined };
  private meter = new TailMeter();
  private filter: LogFilter = {};
  private delivered = noCounts();
  /** Since the last second, so that `delivered` is not all of it. */
  private skipped = false;
  private healing = 0;
  private wasCut = false;
  private following = false;
  private readonly listeners = new Set<() => void>();
  private readonly schedule = new FlushSchedule(() => this.flush());
  private readonly client = new TailClient({
    frame: (frame, resumed) => this.frame(frame, resumed),
    stats: (stats, tailId) => this.stats(stats, tailId),
    missed: (from, to) => {
      const key = this.rows.missed(from, to, Date.now());
      this.schedule.run();
      this.onMissed?.(key);
    },
    connection: (connection) => {
      if (connection.phase === 'cut') this.wasCut = true;
      this.set({ connection });
    },
    tailError: (tailError) => this.set({ tailError }),
  });

  /** Called when a cut left more missing than the server sent: the key of the gap row. */
  onMissed: ((gapKey: string) => void) | undefined;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (): Pulse => this.pulse;

  readonly retryNow = (): void => this.client.retryNow();

  follow(filter: LogFilter, cursor: string | undefined): void {
    this.filter = filter;
    this.following = true;
    this.wasCut = false;
    this.meter = new TailMeter();
    this.delivered = noCounts();
    this.skipped = false;
    this.set({ seconds: [], reading: undefined, healed: undefined, tailError: undefined });
    document.addEventListener('visibilitychange', this.onVisible);
    this.rows.setQuiet(document.hidden);
    this.client.start(filter, cursor);
  }

  /** Ends the tail before another question is asked; frames of the old one no longer count. */
  hold(): void {
    this.following = false;
    this.client.stop();
    this.set({ seconds: [], reading: undefined });
  }

  close(): void {
    this.following = false;
    document.removeEventListener('visibilitychange', this.onVisible);
    this.rows.setQuiet(false);
    this.schedule.cancel();
    this.client.close();
  }

  private readonly onVisible = (): void => {
    if (!document.hidden) this.schedule.run();
    this.rows.setQuiet(document.hidden);
    if (!document.hidden) this.set({});
  };

  private frame(frame: TailFrame, resumed: boolean): void {
    const now = Date.now();
    if (frame.backfill) {
      if (resumed) this.healing += frame.logs.length;
    } else {
      this.meter.frame(frame.mode, frame.ratio, newest(frame.logs)?.observedAt, now);
      for (const log of frame.logs) this.delivered[log.severity]++;
      if (frame.skipped > 0) this.skipped = true;
    }
    this.rows.receive(frame, now);
    if (this.rows.queuedLogs > 4000) this.schedule.run();
    else this.schedule.request();
  }

  private flush(): void {
    const fresh = this.rows.flush();
    if (this.healing > 0) {
      this.healed(Math.min(this.healing, fresh));
      this.healing = 0;
    }
    this.client.acknowledge();
  }

  /** So many logs of an absence are now in the list; what comes in short order is one healing. */
  healed(rows: number): void {
    if (!this.wasCut) return; // more came between the search and the tail than one frame of back-fill has
    const { healed } = this.pulse;
    const sum = healed && Date.now() - healed.at < HEALING_MS ? healed.rows : 0;
    this.set({ healed: { at: Date.now(), rows: sum + rows } });
  }

  private stats(stats: LiveStats, tailId: string | undefined): void {
    if (!this.following) return;
    const now = Date.now();
    const filtered = Boolean(this.filter.query) || (this.filter.source?.length ?? 0) > 0;
    // Without words and sources the server's own counts are exact; else what was delivered is what is known until the next histogram.
    const counts = filtered ? this.delivered : maskCounts(stats.counts, this.filter.severity ?? []);
    this.delivered = noCounts();
    this.meter.stats(stats, tailId, now, filtered && this.skipped ? undefined : counts);
    this.skipped = false;
    const some = SEVERITIES.some((severity) => counts[severity] > 0);
    const seconds = some ? [...this.pulse.seconds.slice(1 - SECONDS_MAX), { at: now, counts }] : this.pulse.seconds;
    this.set({ seconds, reading: this.meter.reading() });
    this.schedule.request(); // what a hidden tab held back
  }

  private set(change: Partial<Pulse>): void {
    this.pulse = { ...this.pulse, ...change };
    if (document.hidden && this.following) return; // drawn when somebody can see it
    for (const listener of this.listeners) listener();
  }
}

const newest = (logs: readonly LogView[]): LogView | undefined => logs[logs.length - 1];
