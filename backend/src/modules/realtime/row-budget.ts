/** How many rows a client that asked for at most so many a second may get now: a bucket that holds one second of them. */
export class RowBudget {
  private tokens: number;
  private atMs: number;

  /** @param rowsPerSecond undefined for no limit */
  constructor(
    private readonly rowsPerSecond: number | undefined,
    nowMs: number,
  ) {
    this.tokens = rowsPerSecond ?? Number.POSITIVE_INFINITY;
    this.atMs = nowMs;
  }

  /** Whole rows that may be sent now. */
  available(nowMs: number): number {
    if (this.rowsPerSecond === undefined) return Number.POSITIVE_INFINITY;
    this.tokens = Math.min(this.rowsPerSecond, this.tokens + (Math.max(0, nowMs - this.atMs) * this.rowsPerSecond) / 1000);
    this.atMs = nowMs;
    // A rounding error must not hold back a row that is due.
    return Math.floor(this.tokens + 1e-6);
  }

  take(rows: number): void {
    this.tokens -= rows;
  }

  /** When one row may be sent, ms since 1970. */
  readyAtMs(nowMs: number): number {
    if (this.rowsPerSecond === undefined || this.available(nowMs) >= 1) return nowMs;
    return nowMs + Math.ceil(((1 - this.tokens) * 1000) / this.rowsPerSecond);
  }
}
