import { AppError } from '../../platform/errors/app-error.js';
import type { Principal } from '../../platform/http/principal.js';
import type { TenantId } from '../../platform/tenancy/tenant.js';
import { ownerOf } from './token-verifier.js';

export const TAILS_PER_OWNER_MAX = 10;
export const TAILS_PER_TENANT_MAX = 100;
export const SOCKETS_PER_OWNER_MAX = 50;
/** Each start may ask the store, so a loop of them has to be stopped. */
export const STARTS_MAX = 60;
export const STARTS_WINDOW_MS = 10_000;

interface Use {
  sockets: number;
  tails: number;
  starts: number;
  windowStartMs: number;
}

/** Counts sockets and tails of each user (or API key) and tenant, and refuses what goes beyond the limits. */
export class LiveLimits {
  private readonly owners = new Map<string, Use>();
  private readonly tailsOfTenant = new Map<TenantId, number>();

  /** @throws AppError rate_limited when the user has too many sockets; takes none */
  checkSocket(principal: Principal): void {
    if ((this.owners.get(ownerOf(principal))?.sockets ?? 0) < SOCKETS_PER_OWNER_MAX) return;
    throw new AppError('rate_limited', `One user can have ${SOCKETS_PER_OWNER_MAX} live connections at once. Close some pages.`, {
      details: { limit: 'socketsPerUser', max: SOCKETS_PER_OWNER_MAX },
      retryAfterSeconds: 10,
    });
  }

  /** Takes a socket; the returned function gives it back. @throws AppError rate_limited */
  takeSocket(principal: Principal, nowMs: number): () => void {
    this.checkSocket(principal);
    const owner = ownerOf(principal);
    const use = this.owners.get(owner) ?? { sockets: 0, tails: 0, starts: 0, windowStartMs: nowMs };
    this.owners.set(owner, use);
    use.sockets += 1;
    return once(() => {
      use.sockets -= 1;
      if (use.sockets === 0) this.owners.delete(owner);
    });
  }

  /** Takes a tail of an owner that has a socket; the returned function gives it back. @throws AppError rate_limited */
  takeTail(principal: Principal, nowMs: number): () => void {
    const use = this.owners.get(ownerOf(principal));
    if (!use) throw new AppError('unauthenticated', 'Connect first.');
    countStart(use, nowMs);
    if (use.tails >= TAILS_PER_OWNER_MAX) throw tooManyTails('user', 'tailsPerUser', TAILS_PER_OWNER_MAX);
    const { tenant } = principal;
    const ofTenant = this.tailsOfTenant.get(tenant) ?? 0;
    if (ofTenant >= TAILS_PER_TENANT_MAX) throw tooManyTails('tenant', 'tailsPerTenant', TAILS_PER_TENANT_MAX);
    use.tails += 1;
    this.tailsOfTenant.set(tenant, ofTenant + 1);
    return once(() => {
      use.tails -= 1;
      const left = (this.tailsOfTenant.get(tenant) ?? 1) - 1;
      if (left === 0) this.tailsOfTenant.delete(tenant);
      else this.tailsOfTenant.set(tenant, left);
    });
  }
}

function countStart(use: Use, nowMs: number): void {
  if (nowMs - use.windowStartMs >= STARTS_WINDOW_MS) {
    use.windowStartMs = nowMs;
    use.starts = 0;
  }
  use.starts += 1;
  if (use.starts <= STARTS_MAX) return;
  const retryAfterSeconds = Math.max(1, Math.ceil((use.windowStartMs + STARTS_WINDOW_MS - nowMs) / 1000));
  throw new AppError('rate_limited', `One user can start ${STARTS_MAX} live tails in ${STARTS_WINDOW_MS / 1000} s. Try again in ${retryAfterSeconds} s.`, {
    details: { limit: 'tailStarts', max: STARTS_MAX, retryAfterSeconds },
    retryAfterSeconds,
  });
}

function tooManyTails(whose: string, limit: string, max: number): AppError {
  return new AppError('rate_limited', `One ${whose} can have ${max} live tails at once. Close a page that shows one.`, { details: { limit, max } });
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
