/** Tokens of a bucket that refills: how many were left, and when. */
interface Bucket {
  tokens: number;
  atMs: number;
}

export interface Refill {
  /** Most tokens that a bucket holds. */
  burst: number;
  everyMs: number;
}

/** One sender may fill a page of the list at once, then two events a minute. */
const SUBJECT: Refill = { burst: 20, everyMs: 30_000 };
/** All senders together: at most 43,200 rows a day, whatever comes. */
const TOTAL: Refill = { burst: 300, everyMs: 2_000 };
const SUBJECTS_MAX = 10_000;

/** The bucket as it is now. */
function refilled(bucket: Bucket | undefined, nowMs: number, { burst, everyMs }: Refill): Bucket {
  if (!bucket) return { tokens: burst, atMs: nowMs };
  const gained = Math.max(0, nowMs - bucket.atMs) / everyMs;
  return { tokens: Math.min(burst, bucket.tokens + gained), atMs: nowMs };
}

/** Decides which denials are written down, so that a flood of them fills neither the table nor the memory. */
export class DenialBudget {
  private readonly subjects = new Map<string, Bucket>();
  private total: Bucket | undefined;

  /** Whether one more denial of a sender is written down; it is then counted. */
  take(subject: string, nowMs: number): boolean {
    const own = refilled(this.subjects.get(subject), nowMs, SUBJECT);
    const total = (this.total = refilled(this.total, nowMs, TOTAL));
    if (own.tokens < 1 || total.tokens < 1) return false;
    // A flood from many addresses makes the budgets of all start again; the total still holds.
    if (this.subjects.size >= SUBJECTS_MAX && !this.subjects.has(subject)) this.subjects.clear();
    own.tokens -= 1;
    total.tokens -= 1;
    this.subjects.set(subject, own);
    return true;
  }
}
