import { describeCountStore } from '../../../../test/contracts/count-store.js';
import { startTestRedis, type TestRedis } from '../../../../test/harness/redis.js';
import { testSettings } from '../../../../test/harness/test-app.js';
import { RedisConnection } from '../../../platform/redis/redis-connection.js';
import type { CountStore } from './count-store.js';
import { CountsWithFallback } from './counts-with-fallback.js';
import { MemoryCounts } from './memory-counts.js';
import { RedisCounts } from './redis-counts.js';

const POLICY = { limit: 1, windowMs: 60_000 };
const counter = (id: string) => ({ group: 'general' as const, subject: { kind: 'address' as const, id, name: id, tenant: null } });

let redis: TestRedis;
const connections: RedisConnection[] = [];

/** The store as an instance with REDIS_URL has it. */
async function instance(): Promise<{ connection: RedisConnection; store: CountStore; redisOnly: RedisCounts }> {
  const connection = new RedisConnection(testSettings('/nowhere', { REDIS_URL: redis.url }));
  connections.push(connection);
  await connection.onModuleInit();
  const { client } = connection;
  if (!client) throw new Error('no client');
  const redisOnly = new RedisCounts(client);
  return { connection, redisOnly, store: new CountsWithFallback(redisOnly, new MemoryCounts(), () => client.status === 'ready') };
}

let one: Awaited<ReturnType<typeof instance>>;
let two: Awaited<ReturnType<typeof instance>>;

beforeAll(async () => {
  redis = await startTestRedis();
  one = await instance();
  two = await instance();
});
afterAll(async () => {
  for (const connection of connections) connection.onModuleDestroy();
  await redis?.stop();
});

describeCountStore('RedisCounts', () => one.redisOnly);
describeCountStore('CountsWithFallback', () => two.store);

describe('counts in Redis', () => {
  it('are one for all instances', async () => {
    expect(await one.store.count(counter('shared'), POLICY, 0)).toMatchObject({ allowed: true });
    expect(await two.store.count(counter('shared'), POLICY, 0)).toMatchObject({ allowed: false });
  });

  it('end by themselves, so that Redis does not fill up', async () => {
    const client = one.connection.client;
    await one.store.count(counter('ending'), POLICY, Date.now());
    const keys = (await client?.keys('*')) ?? [];
    expect(keys.length).toBeGreaterThan(1);
    for (const key of keys) expect(await client?.pttl(key)).toBeGreaterThan(0);
  });

  it('go on in memory while Redis is away, and in Redis when it is back', async () => {
    await redis.kill();
    expect(await one.store.count(counter('away'), POLICY, 0)).toMatchObject({ allowed: true });
    expect(await one.store.count(counter('away'), POLICY, 0)).toMatchObject({ allowed: false });
    expect((await one.store.list(0)).map(({ subject }) => subject.id)).toEqual(['away']);
    await expect(one.connection.ping()).rejects.toThrow();
    const back = new Promise((resolve) => one.connection.client?.once('ready', resolve));
    await redis.restart();
    await back;
    await expect(one.connection.ping()).resolves.toBeUndefined();
    expect(await one.store.count(counter('back'), POLICY, 10_000)).toMatchObject({ allowed: true });
    expect((await one.redisOnly.list(10_000)).map(({ subject }) => subject.id)).toEqual(['back']);
  });

  it('do not wait for a Redis that hangs, but once', async () => {
    const began = performance.now();
    redis.freeze();
    try {
      for (let i = 0; i < 20; i++) await one.store.count(counter('hanging'), POLICY, 20_000);
      expect(performance.now() - began).toBeLessThan(1500);
      expect(await one.store.count(counter('hanging'), POLICY, 20_000)).toMatchObject({ allowed: false });
    } finally {
      redis.thaw();
    }
  });
});
