import { readSettings } from '../../../platform/config/settings.js';
import type { KeyPrincipal } from '../../../platform/http/principal.js';
import { RedisConnection } from '../../../platform/redis/redis-connection.js';
import { mintTenantId } from '../../../platform/tenancy/tenant.js';
import { isLimited, KeyRateLimits, readContentLength } from './key-rate-limits.js';
import { RedisDebts } from './redis-debts.js';

/** An instance without Redis. */
const alone = new RedisDebts(new RedisConnection(readSettings({}, '/')));

const key = (ingestLimits: KeyPrincipal['ingestLimits'], keyId = 'k1'): KeyPrincipal => ({
  kind: 'key',
  tenant: mintTenantId('one'),
  keyId,
  name: 'Shop',
  scopes: ['ingest'],
  fixed: {},
  ingestLimits,
});

describe('KeyRateLimits', () => {
  it('refuses by bytes that were announced, saying which limit, whose, and how to change it', () => {
    const limits = new KeyRateLimits(alone);
    const limited = key({ bytesPerSecond: 1000 });
    limits.admit(limited, 5000, 0);
    expect(() => limits.admit(limited, 1, 3999)).toThrow(
      expect.objectContaining({
        code: 'rate_limited',
        retryAfterSeconds: 1,
        details: {
          limit: 'bytesPerSecond',
          perSecond: 1000,
          retryAfterSeconds: 1,
          subject: { kind: 'key', id: 'k1', name: 'Shop' },
          change: 'PATCH /api/v1/auth/api-keys/k1',
        },
      }),
    );
    expect(() => limits.admit(limited, 1, 4000)).not.toThrow();
  });

  it('refuses by records that were counted before, each key for itself', () => {
    const limits = new KeyRateLimits(alone);
    const limited = key({ recordsPerSecond: 10 });
    limits.admit(limited, 1e9, 0);
    limits.count(limited, 'recordsPerSecond', 40, 0);
    expect(() => limits.admit(limited, 1, 0)).toThrow(expect.objectContaining({ code: 'rate_limited', retryAfterSeconds: 3 }));
    expect(() => limits.admit(key({ recordsPerSecond: 10 }, 'k2'), 1, 0)).not.toThrow();
  });

  it('refuses a call that would hold the sender up for more than a minute, and does not count it', () => {
    const limits = new KeyRateLimits(alone);
    const limited = key({ bytesPerSecond: 100, recordsPerSecond: 10 });
    expect(() => limits.admit(limited, 6001, 0)).toThrow(expect.objectContaining({ code: 'payload_too_large' }));
    expect(() => limits.count(limited, 'recordsPerSecond', 601, 0)).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ mostInACall: 600 }) }),
    );
    expect(() => limits.admit(limited, 1, 0)).not.toThrow();
  });

  it('does nothing to a key without limits', () => {
    const limits = new KeyRateLimits(alone);
    const free = key({});
    expect(isLimited(free)).toBe(false);
    limits.admit(free, 1e12, 0);
    limits.count(free, 'recordsPerSecond', 1e12, 0);
    expect(() => limits.admit(free, 1, 0)).not.toThrow();
  });
});

describe('readContentLength', () => {
  it('takes what is a number of bytes', () => {
    expect([undefined, '12', 'x', '-1', '1e400'].map(readContentLength)).toEqual([0, 12, 0, 0, 0]);
  });
});
