import type { TailMode } from './live-protocol.js';

/** A tail that is only caught out by a burst stays in `latest`; overflow after this long is a lasting one. */
const LASTING_MS = 2000;
const CALM_MS = 3000;
const CALM_MS_MAX = 30_000;

const UP: Record<TailMode, TailMode> = { full: 'full', latest: 'full', sample: 'latest', counters: 'sample' };

/**
 * Decides how much of what matches a tail delivers. Down at once when rows do not fit, up one step after a calm time; a tail that
 * falls again soon after it rose has to stay calm for twice as long, up to 30 s, so that it does not swing.
 */
export class ModeLadder {
  private current: TailMode;
  private since: number;
  private stressedAt: number;
  private calmMs = CALM_MS;
  private roseAt = Number.NEGATIVE_INFINITY;

  /** @param pinned when true the client wants numbers only, and the mode stays `counters` */
  constructor(
    nowMs: number,
    private readonly pinned: boolean,
  ) {
    this.current = pinned ? 'counters' : 'full';
    this.since = nowMs;
    this.stressedAt = nowMs;
  }

  get mode(): TailMode {
    return this.current;
  }

  /** Rows did not fit. Gives true when the mode changed. */
  overflow(nowMs: number): boolean {
    this.stressedAt = nowMs;
    if (this.current === 'full') return this.down('latest', nowMs);
    if (this.current === 'latest' && nowMs - this.since >= LASTING_MS) return this.down('sample', nowMs);
    return false;
  }

  /** Acknowledgements are late: no reason to deliver less, but none to deliver more. */
  late(nowMs: number): void {
    this.stressedAt = nowMs;
  }

  /** The client seems to be away. Gives true when the mode changed. */
  away(nowMs: number): boolean {
    this.stressedAt = nowMs;
    return this.current !== 'counters' && this.down('counters', nowMs);
  }

  /** One step up when it has been calm for long enough. */
  rise(nowMs: number): void {
    if (this.pinned || this.current === 'full') return;
    if (nowMs - Math.max(this.stressedAt, this.since) < this.calmMs) return;
    this.current = UP[this.current];
    this.since = nowMs;
    this.roseAt = nowMs;
  }

  private down(to: TailMode, nowMs: number): true {
    const swings = nowMs - this.roseAt < 2 * this.calmMs;
    this.calmMs = swings ? Math.min(CALM_MS_MAX, this.calmMs * 2) : CALM_MS;
    this.current = to;
    this.since = nowMs;
    return true;
  }
}
