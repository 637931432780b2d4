import type { RateGroup } from '../../platform/config/settings.js';
import type { Policy, SubjectKind } from './store/count-store.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How much more a person in a browser may do than a program. */
const SESSION_FACTOR = 10;

/** Window and setting of each group. */
export const RATE_GROUPS: Readonly<Record<RateGroup, { windowMs: number; setting: string }>> = {
  general: { windowMs: MINUTE_MS, setting: 'RATE_LIMIT_GENERAL' },
  search: { windowMs: MINUTE_MS, setting: 'RATE_LIMIT_SEARCH' },
  recent: { windowMs: MINUTE_MS, setting: 'RATE_LIMIT_RECENT' },
  'by-id': { windowMs: MINUTE_MS, setting: 'RATE_LIMIT_BY_ID' },
  'sign-in': { windowMs: HOUR_MS, setting: 'RATE_LIMIT_SIGN_IN' },
  register: { windowMs: HOUR_MS, setting: 'RATE_LIMIT_REGISTER' },
};

export interface RatePolicy extends Policy {
  group: RateGroup;
  /** The policy as the header RateLimit-Policy has it. */
  header: string;
}

/** Groups that are counted by address even for somebody who is signed in: they are about who one is. */
export function countsByAddress(group: RateGroup): boolean {
  return group === 'sign-in' || group === 'register';
}

/** Policy of a group for a kind of subject; undefined when it is switched off. @param calls the limit of keys and addresses; 0 is off */
export function policyOf(group: RateGroup, kind: SubjectKind, calls: number): RatePolicy | undefined {
  if (calls === 0) return undefined;
  const isPerson = kind === 'user' || kind === 'session';
  const limit = isPerson ? calls * SESSION_FACTOR : calls;
  const { windowMs } = RATE_GROUPS[group];
  return { group, limit, windowMs, header: `${limit};w=${windowMs / 1000}` };
}
