/** How long an answer is kept for a repeated call, and how many are kept at most. */
const KEEP_MS = 10 * 60_000;
const ANSWERS_MAX = 2_000;
const WEIGHT_MAX = 200_000;

interface Kept<T> {
  answer: Promise<T>;
  untilMs: number;
  weight: number;
}

/** Remembers what was answered to calls that carry a key, so that a sender that lost the answer can repeat the call. */
export class RecentAnswers<T extends { ids: readonly string[] }> {
  private readonly kept = new Map<string, Kept<T>>();
  private weight = 0;

  /** Gives the kept answer of a key (or the one that is on its way), else makes it. A failed call is not kept. */
  once(key: string, nowMs: number, make: () => Promise<T>): Promise<T> {
    const known = this.kept.get(key);
    if (known && known.untilMs > nowMs) return known.answer;
    const entry: Kept<T> = { answer: make(), untilMs: nowMs + KEEP_MS, weight: 1 };
    this.forget(key);
    this.kept.set(key, entry);
    this.weight += 1;
    entry.answer.then(
      (answer) => {
        entry.weight += answer.ids.length;
        if (this.kept.get(key) === entry) this.weight += answer.ids.length;
        this.trim();
      },
      () => {
        if (this.kept.get(key) === entry) this.forget(key);
      },
    );
    return entry.answer;
  }

  private forget(key: string): void {
    const entry = this.kept.get(key);
    if (entry) this.weight -= entry.weight;
    this.kept.delete(key);
  }

  /** Keeps memory bounded: ids make an answer heavy. */
  private trim(): void {
    for (const key of this.kept.keys()) {
      if (this.kept.size <= ANSWERS_MAX && this.weight <= WEIGHT_MAX) return;
      this.forget(key);
    }
  }
}
