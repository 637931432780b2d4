import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type RateGroup, type Settings } from '../../platform/config/settings.js';
import { AppError } from '../../platform/errors/app-error.js';
import { clientAddressKey } from '../../platform/http/client-address.js';
import type { Principal } from '../../platform/http/principal.js';
import { countsByAddress, policyOf, RATE_GROUPS, type RatePolicy } from './rate-policies.js';
import { COUNT_STORE, type Count, type CountStore, type Subject, type SubjectKind } from './store/count-store.js';

/** Who makes a call, as far as it is known. */
export interface Calling {
  principal: Principal | undefined;
  /** Session of a genuine refresh cookie. */
  sessionId?: string | undefined;
  /** The client's, behind proxies too. */
  address: string;
}

/** A call that was counted, or refused. */
export interface Verdict extends Count {
  policy: RatePolicy;
  subject: Subject;
}

/** Whole seconds until the window of a call ends. */
export function secondsToReset({ resetAtMs }: Count, nowMs: number): number {
  return Math.max(1, Math.ceil((resetAtMs - nowMs) / 1000));
}

/** Counts calls against the limits of their group. */
@Injectable()
export class CountCallsService {
  private readonly policies = new Map<RateGroup, Record<SubjectKind, RatePolicy | undefined>>();

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(COUNT_STORE) private readonly store: CountStore,
  ) {}

  /** Counts one call, at once where the store can; undefined when the limit is switched off. */
  count(group: RateGroup, calling: Calling, nowMs: number): Verdict | Promise<Verdict> | undefined {
    const subject = subjectOf(group, calling);
    const policy = this.policy(group, subject.kind);
    if (!policy) return undefined;
    const counted = this.store.count({ group, subject }, policy, nowMs);
    return counted instanceof Promise ? counted.then((count) => verdictOf(count, policy, subject)) : verdictOf(counted, policy, subject);
  }

  /** The policy of a group; undefined when it is switched off. */
  policy(group: RateGroup, kind: SubjectKind): RatePolicy | undefined {
    let ofGroup = this.policies.get(group);
    if (!ofGroup) {
      const of = (one: SubjectKind) => policyOf(group, one, this.settings.rateLimits[group]);
      ofGroup = { user: of('user'), session: of('session'), key: of('key'), address: of('address') };
      this.policies.set(group, ofGroup);
    }
    return ofGroup[kind];
  }
}

/** @throws AppError rate_limited with which limit, whose, and how to change it */
export function assertAllowed(verdict: Verdict, nowMs: number): void {
  if (verdict.allowed) return;
  const { policy, subject } = verdict;
  const retryAfterSeconds = secondsToReset(verdict, nowMs);
  const { setting } = RATE_GROUPS[policy.group];
  throw new AppError(
    'rate_limited',
    `Too many calls (${policy.limit} in ${policy.windowMs / 1000} s, "${policy.group}"). Try again in ${retryAfterSeconds} s.`,
    {
      retryAfterSeconds,
      details: {
        limit: policy.group,
        max: policy.limit,
        windowSeconds: policy.windowMs / 1000,
        subject: { kind: subject.kind, name: subject.name },
        setting,
        retryAfterSeconds,
      },
    },
  );
}

function verdictOf({ allowed, used, resetAtMs }: Count, policy: RatePolicy, subject: Subject): Verdict {
  return { allowed, used, resetAtMs, policy, subject };
}

function subjectOf(group: RateGroup, { principal, sessionId, address }: Calling): Subject {
  if (!countsByAddress(group)) {
    if (principal?.kind === 'user') return { kind: 'user', id: principal.userId, name: principal.email, tenant: principal.tenant };
    if (principal?.kind === 'key') return { kind: 'key', id: principal.keyId, name: principal.name, tenant: principal.tenant };
    if (sessionId !== undefined) return { kind: 'session', id: sessionId, name: sessionId, tenant: null };
  }
  const key = clientAddressKey(address);
  return { kind: 'address', id: key, name: key, tenant: null };
}
