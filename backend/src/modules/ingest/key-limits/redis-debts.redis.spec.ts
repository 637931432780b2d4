import { startTestRedis, type TestRedis } from '../../../../test/harness/redis.js';
import { testSettings } from '../../../../test/harness/test-app.js';
import type { KeyPrincipal } from '../../../platform/http/principal.js';
import { RedisConnection } from '../../../platform/redis/redis-connection.js';
import { mintTenantId } from '../../../platform/tenancy/tenant.js';
import { KeyRateLimits } from './key-rate-limits.js';
import { afterCall } from './rate-debt.js';
import { RedisDebts } from './redis-debts.js';

const NOW = Date.UTC(2026, 10, 25, 9, 41, 24, 871);

const key = (keyId: string): KeyPrincipal => ({
  kind: 'key',
  tenant: mintTenantId('one'),
  keyId,
  name: 'Shop',
  scopes: ['ingest'],
  fixed: {},
  ingestLimits: { recordsPerSecond: 10 },
});

describe('debts of keys in Redis', () => {
  let redis: TestRedis;
  const connections: RedisConnection[] = [];

  const instance = async () => {
    const connection = new RedisConnection(testSettings('/nowhere', { REDIS_URL: redis.url }));
    connections.push(connection);
    await connection.onModuleInit();
    return new RedisDebts(connection);
  };

  beforeAll(async () => {
    redis = await startTestRedis();
  });
  afterAll(async () => {
    for (const connection of connections) connection.onModuleDestroy();
    await redis?.stop();
  });

  it('add up as they do in memory', async () => {
    const debts = await instance();
    let expected: number | undefined;
    for (const [afterMs, amount] of [
      [0, 5],
      [10, 40],
      [20_000, 1],
    ] as const) {
      expected = afterCall(expected, amount, 10, NOW + afterMs);
      expect(await debts.add('same', (amount * 1000) / 10, NOW + afterMs)).toBeCloseTo(expected, 2);
    }
  });

  it('let an instance hear what a key has sent to another', async () => {
    const [one, two] = [new KeyRateLimits(await instance()), new KeyRateLimits(await instance())];
    one.count(key('k1'), 'recordsPerSecond', 100, NOW);
    two.count(key('k1'), 'recordsPerSecond', 1, NOW);
    const isRefused = () => {
      try {
        two.admit(key('k1'), 0, NOW);
        return false;
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 10 });
        return true;
      }
    };
    while (!isRefused()) await new Promise(setImmediate);
    expect(() => two.admit(key('k2'), 0, NOW)).not.toThrow();
  });

  it('are counted by each instance while Redis is away', async () => {
    const debts = await instance();
    await redis.kill();
    expect(await debts.add('away', 1, NOW)).toBeUndefined();
    const limits = new KeyRateLimits(debts);
    limits.count(key('k3'), 'recordsPerSecond', 100, NOW);
    expect(() => limits.admit(key('k3'), 0, NOW)).toThrow(expect.objectContaining({ code: 'rate_limited' }));
  });
});
