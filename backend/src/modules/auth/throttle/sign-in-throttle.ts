import { Injectable } from '@nestjs/common';
import { AppError } from '../../../platform/errors/app-error.js';
import { BoundedMap } from '../bounded-map.js';
import { clientAddressKey } from './client-address.js';
import { decideTry, forgiveTry, type TryBucket, type TryLimit } from './decide-try.js';

const MINUTE_MS = 60_000;

/** Tries with one account from one address, with one account from anywhere, and with any account from one address. */
const LIMITS = {
  pair: { tries: 10, windowMs: 15 * MINUTE_MS },
  account: { tries: 100, windowMs: 15 * MINUTE_MS },
  address: { tries: 40, windowMs: 15 * MINUTE_MS },
} as const satisfies Record<string, TryLimit>;

const ENTRIES_MAX = 20_000;

/**
 * Slows down guessing of passwords. A try is counted before the password is checked, so that many at once get no further, and
 * taken back when it was right. An address from which an account has signed in before is not held up by what others try with
 * that account: a stranger cannot lock a person out. Counts are kept by this instance only.
 */
@Injectable()
export class SignInThrottle {
  private readonly buckets = {
    pair: new BoundedMap<string, TryBucket>(ENTRIES_MAX),
    account: new BoundedMap<string, TryBucket>(ENTRIES_MAX),
    address: new BoundedMap<string, TryBucket>(ENTRIES_MAX),
  };
  private readonly trusted = new BoundedMap<string, true>(ENTRIES_MAX);

  /** Counts a try. @throws AppError rate_limited, with the seconds to wait */
  take(account: string, address: string, nowMs: number): void {
    const counted = this.keys(account, address).map((entry) => ({
      ...entry,
      decision: decideTry(this.buckets[entry.kind].get(entry.key), nowMs, LIMITS[entry.kind]),
    }));
    const waits = counted.flatMap(({ decision }) => (decision.allowed ? [] : [decision.retryAfterSeconds]));
    if (waits.length > 0) {
      const retryAfterSeconds = Math.max(...waits);
      throw new AppError('rate_limited', `Too many tries. Try again in ${retryAfterSeconds} s.`, { retryAfterSeconds, details: { retryAfterSeconds } });
    }
    for (const { kind, key, decision } of counted) if (decision.allowed) this.buckets[kind].set(key, decision.bucket);
  }

  /** Takes the try back that `take` has counted: the password was right. */
  succeeded(account: string, address: string, nowMs: number): void {
    this.undecided(account, address, nowMs);
    this.buckets.pair.delete(pairOf(account, address));
    this.trusted.set(pairOf(account, address), true);
  }

  /** Takes the try back that `take` has counted: whether the password was right could not be found out. */
  undecided(account: string, address: string, nowMs: number): void {
    for (const { kind, key } of this.keys(account, address)) {
      const left = forgiveTry(this.buckets[kind].get(key), nowMs, LIMITS[kind]);
      if (left) this.buckets[kind].set(key, left);
      else this.buckets[kind].delete(key);
    }
  }

  private keys(account: string, address: string): { kind: keyof typeof LIMITS; key: string }[] {
    const pair = pairOf(account, address);
    const own = [{ kind: 'pair', key: pair } as const, { kind: 'address', key: clientAddressKey(address) } as const];
    return this.trusted.has(pair) ? own : [...own, { kind: 'account', key: account } as const];
  }
}

function pairOf(account: string, address: string): string {
  return `${clientAddressKey(address)} ${account}`;
}
