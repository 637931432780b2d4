import os from 'node:os';
import { readSettings } from '../../platform/config/settings.js';
import { CheckHealthService, diskState } from './check-health.service.js';

/** The service on stores that answer or not. */
function serviceOn(
  stores: { logs: () => Promise<void>; metadata: () => Promise<void>; redis?: () => Promise<void> },
  env: Record<string, string> = {},
): CheckHealthService {
  const settings = readSettings({ DATA_DIR: os.tmpdir(), ...env }, '/');
  return Reflect.construct(CheckHealthService, [
    settings,
    { ping: stores.logs },
    { ping: stores.metadata },
    stores.redis ? { client: {}, ping: stores.redis } : {},
  ]);
}

const fine = () => Promise.resolve();
const broken = () => Promise.reject(new Error('connect postgresql://app:geheim@db failed'));

describe('health', () => {
  it('is ok when everything answers', async () => {
    const { health, storesLogs } = await serviceOn({ logs: fine, metadata: fine }).check();
    expect(health.checks).toMatchObject({ metadata: { status: 'ok' }, logs: { status: 'ok' } });
    expect(storesLogs).toBe(true);
  });

  it('is degraded without metadata, but logs are taken', async () => {
    const { health, storesLogs } = await serviceOn({ logs: fine, metadata: broken }).check();
    expect([health.status, health.checks.metadata?.status, storesLogs]).toEqual(['degraded', 'down', true]);
    expect(JSON.stringify(health)).not.toContain('geheim');
  });

  it('says that no logs are taken when their store is away', async () => {
    const { health, storesLogs } = await serviceOn({ logs: broken, metadata: fine }).check();
    expect([health.status, health.checks.logs?.status, storesLogs]).toEqual(['degraded', 'down', false]);
  });

  it('says that no logs are taken when the disk that holds them cannot be used; with a server of its own they are', async () => {
    const gone = { DATA_DIR: '/nowhere/at/all' };
    const embedded = await serviceOn({ logs: fine, metadata: fine }, gone).check();
    expect([embedded.health.checks.disk?.status, embedded.storesLogs]).toEqual(['down', false]);
    const onServer = await serviceOn({ logs: fine, metadata: fine }, { ...gone, CLICKHOUSE_URL: 'http://ch:8123' }).check();
    expect([onServer.health.status, onServer.storesLogs]).toEqual(['degraded', true]);
  });

  it('tells a disk that is full from one that will be', () => {
    expect([0, 31e6, 34e6, 1e9, 2e9].map((free) => diskState(free).status)).toEqual(['down', 'down', 'degraded', 'degraded', 'ok']);
    expect(diskState(34e6).message).toBe('Only 32 MB are free for the data folder. Make room.');
  });

  it('says that limits are counted by each instance while Redis is away, and nothing of Redis where there is none', async () => {
    const { health, storesLogs } = await serviceOn({ logs: fine, metadata: fine, redis: broken }).check();
    expect([health.status, storesLogs]).toEqual(['degraded', true]);
    expect(health.checks.redis).toEqual({ status: 'down', message: expect.stringContaining('each instance counts the limits') });
    expect((await serviceOn({ logs: fine, metadata: fine, redis: fine }).check()).health.checks.redis).toEqual({ status: 'ok' });
    expect((await serviceOn({ logs: fine, metadata: fine }).check()).health.checks.redis).toBeUndefined();
  });

  it('does not wait for a store that hangs', async () => {
    jest.useFakeTimers();
    try {
      const asked = serviceOn({ logs: () => new Promise(() => undefined), metadata: fine }).check();
      await jest.advanceTimersByTimeAsync(2_000);
      expect((await asked).storesLogs).toBe(false);
    } finally {
      jest.useRealTimers();
    }
  });

  it('asks the stores once for many who ask at the same time', async () => {
    const ping = jest.fn(fine);
    const service = serviceOn({ logs: ping, metadata: fine });
    await Promise.all([service.check(), service.check(), service.check()]);
    expect(ping).toHaveBeenCalledTimes(1);
  });
});
