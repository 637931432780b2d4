/** How many tries are open at once, and the time after which a full bucket is empty again. */
export interface TryLimit {
  tries: number;
  windowMs: number;
}

/** Tries that still count, as of a moment; they drain evenly over the window (a leaky bucket). */
export interface TryBucket {
  level: number;
  atMs: number;
}

export type TryDecision = { allowed: true; bucket: TryBucket } | { allowed: false; retryAfterSeconds: number };

function drained(bucket: TryBucket | undefined, nowMs: number, limit: TryLimit): number {
  if (!bucket) return 0;
  const elapsedMs = Math.max(0, nowMs - bucket.atMs);
  return Math.max(0, bucket.level - (elapsedMs * limit.tries) / limit.windowMs);
}

/** Decides on one more try: allowed, with the bucket that counts it, or refused, with the whole seconds until one is free. */
export function decideTry(bucket: TryBucket | undefined, nowMs: number, limit: TryLimit): TryDecision {
  const level = drained(bucket, nowMs, limit) + 1;
  if (level <= limit.tries) return { allowed: true, bucket: { level, atMs: nowMs } };
  const waitMs = ((level - limit.tries) * limit.windowMs) / limit.tries;
  return { allowed: false, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) };
}

/** Takes one counted try back: it succeeded. */
export function forgiveTry(bucket: TryBucket | undefined, nowMs: number, limit: TryLimit): TryBucket | undefined {
  const level = drained(bucket, nowMs, limit) - 1;
  return level > 0 ? { level, atMs: nowMs } : undefined;
}
