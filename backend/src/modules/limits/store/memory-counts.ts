import type { RateGroup } from '../../../platform/config/settings.js';
import { BoundedMap } from '../../auth/bounded-map.js';
import { LIST_MAX, type Count, type Counter, type CounterState, type CountStore, type Policy, type Subject, type SubjectKind } from './count-store.js';

interface Window {
  subject: Subject;
  used: number;
  resetAtMs: number;
}

type Windows = BoundedMap<string, Window>;

/** Most subjects of one kind in one group; the window that began longest ago goes first. */
const SUBJECTS_MAX = 20_000;

/** Counts in the memory of this instance. It answers at once: the way of a call allocates no promise here. */
export class MemoryCounts implements CountStore {
  /** By group and kind, so that many made-up addresses push out neither keys nor counts of sign-ins. */
  private readonly groups = new Map<RateGroup, Record<SubjectKind, Windows>>();

  constructor(private readonly subjectsMax = SUBJECTS_MAX) {}

  count({ group, subject }: Counter, { limit, windowMs }: Policy, nowMs: number): Count {
    const windows = this.windowsOf(group)[subject.kind];
    const window = windows.get(subject.id);
    // A clock that was set back must not keep anyone out for longer than a window.
    if (!window || window.resetAtMs <= nowMs || window.resetAtMs > nowMs + windowMs) {
      const resetAtMs = nowMs + windowMs;
      windows.set(subject.id, { subject, used: 1, resetAtMs });
      return { allowed: true, used: 1, resetAtMs };
    }
    if (window.used >= limit) return { allowed: false, used: window.used, resetAtMs: window.resetAtMs };
    window.used += 1;
    return { allowed: true, used: window.used, resetAtMs: window.resetAtMs };
  }

  list(nowMs: number): Promise<CounterState[]> {
    const states = [...this.groups].flatMap(([group, kinds]) =>
      Object.values(kinds).flatMap((windows) => [...windows].flatMap(([, window]) => (window.resetAtMs > nowMs ? [{ group, ...window }] : []))),
    );
    return Promise.resolve(states.sort((a, b) => a.resetAtMs - b.resetAtMs).slice(-LIST_MAX));
  }

  reset(counters: readonly Counter[]): Promise<void> {
    for (const { group, subject } of counters) this.groups.get(group)?.[subject.kind].delete(subject.id);
    return Promise.resolve();
  }

  private windowsOf(group: RateGroup): Record<SubjectKind, Windows> {
    const known = this.groups.get(group);
    if (known) return known;
    const windows = () => new BoundedMap<string, Window>(this.subjectsMax);
    const kinds = { user: windows(), session: windows(), key: windows(), address: windows() };
    this.groups.set(group, kinds);
    return kinds;
  }
}
