import type { Count, Counter, CounterState, CountStore, Policy } from './count-store.js';

/** After a failure the shared store is left alone for so long, so that calls do not wait for its time-out one by one. */
const REST_MS = 1_000;

/** Counts in a store that instances share, and in the memory of this one while that is away. */
export class CountsWithFallback implements CountStore {
  private awayUntilMs = 0;

  /** @param isReady whether the shared store may be asked at all */
  constructor(
    private readonly shared: CountStore,
    private readonly own: CountStore,
    private readonly isReady: () => boolean,
  ) {}

  count(counter: Counter, policy: Policy, nowMs: number): Count | Promise<Count> {
    if (!this.isReady() || nowMs < this.awayUntilMs) return this.own.count(counter, policy, nowMs);
    return this.countShared(counter, policy, nowMs);
  }

  async list(nowMs: number): Promise<CounterState[]> {
    if (!this.isReady()) return this.own.list(nowMs);
    return this.shared.list(nowMs).catch(() => this.own.list(nowMs));
  }

  async reset(counters: readonly Counter[]): Promise<void> {
    await this.own.reset(counters);
    if (this.isReady()) await this.shared.reset(counters);
  }

  private async countShared(counter: Counter, policy: Policy, nowMs: number): Promise<Count> {
    try {
      return await this.shared.count(counter, policy, nowMs);
    } catch {
      this.awayUntilMs = nowMs + REST_MS;
      return this.own.count(counter, policy, nowMs);
    }
  }
}
