/** Requests that a sender may still make: refilled by time, with one second's worth as burst. */
interface Bucket {
  tokens: number;
  atMs: number;
}

/** Most senders that are remembered; the one seen longest ago goes first. */
const SENDERS_MAX = 10_000;

/** A token bucket for each sender. */
export class RequestRateLimit {
  private readonly buckets = new Map<string, Bucket>();

  /** @param perSecond requests a second and sender; 0 turns the limit off */
  constructor(private readonly perSecond: number) {}

  /** Takes one request of a sender; gives 0 when it may go on, else the seconds until it may. */
  take(sender: string, nowMs: number): number {
    if (this.perSecond === 0) return 0;
    const bucket = this.buckets.get(sender) ?? { tokens: this.perSecond, atMs: nowMs };
    this.buckets.delete(sender);
    this.buckets.set(sender, bucket);
    if (this.buckets.size > SENDERS_MAX) {
      const oldest = this.buckets.keys().next();
      if (!oldest.done) this.buckets.delete(oldest.value);
    }
    bucket.tokens = Math.min(this.perSecond, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * this.perSecond);
    bucket.atMs = nowMs;
    if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / this.perSecond);
    bucket.tokens -= 1;
    return 0;
  }
}
