import type { RateGroup } from '../../../platform/config/settings.js';

/** Whom calls are counted for: a person, a session of which only its cookie is known, a key, or an address. */
export type SubjectKind = 'user' | 'session' | 'key' | 'address';

export interface Subject {
  kind: SubjectKind;
  id: string;
  /** What people know it by: an e-mail address, the name of a key. */
  name: string;
  /** Null when none is known, as for an address. */
  tenant: string | null;
}

export interface Policy {
  /** Calls in a window. */
  limit: number;
  windowMs: number;
}

/** One call, counted or refused. */
export interface Count {
  allowed: boolean;
  /** Calls in this window, the one at hand included when it was allowed. */
  used: number;
  /** When the window ends, ms since 1970. */
  resetAtMs: number;
}

export interface Counter {
  group: RateGroup;
  subject: Subject;
}

export interface CounterState extends Counter {
  used: number;
  resetAtMs: number;
}

/** Most counters that a list gives. */
export const LIST_MAX = 10_000;

/**
 * Counts calls in windows that begin with the first call of a subject in a group. A call beyond the limit is refused and not
 * counted. test/contracts/count-store.ts says what every store must do.
 */
export interface CountStore {
  count(counter: Counter, policy: Policy, nowMs: number): Count | Promise<Count>;
  /** What is being counted now; the newest windows last. */
  list(nowMs: number): Promise<CounterState[]>;
  /** Forgets counters: their subjects begin anew. */
  reset(counters: readonly Counter[]): Promise<void>;
}

export const COUNT_STORE = Symbol('COUNT_STORE');
