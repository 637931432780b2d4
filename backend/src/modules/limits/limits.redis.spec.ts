import { Controller, Get } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { startTestPostgres, type TestPostgres } from '../../../test/harness/postgres.js';
import { startTestRedis, type TestRedis } from '../../../test/harness/redis.js';
import { createTestApp, testSettings } from '../../../test/harness/test-app.js';
import { Public } from '../../platform/http/access.decorators.js';
import { LimitsModule } from './limits.module.js';

@Controller('api/v1/open')
class SampleController {
  @Get() @Public() open(): string {
    return 'open';
  }
}

describe('limits of calls with Redis', () => {
  let postgres: TestPostgres;
  let redis: TestRedis;
  const apps: NestFastifyApplication[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
    redis = await startTestRedis();
    const settings = testSettings(postgres.dataDir, { RATE_LIMITS: 'on', RATE_LIMIT_GENERAL: '2', REDIS_URL: redis.url });
    for (let i = 0; i < 2; i++) {
      apps.push(await createTestApp({ imports: [LimitsModule], controllers: [SampleController] }, { postgresUrl: postgres.url, settings }));
    }
  });
  afterAll(async () => {
    for (const app of apps) await app.close();
    await redis?.stop();
    await postgres?.stop();
  });

  const call = async (instance: number, remoteAddress: string) => (await apps[instance]?.inject({ url: '/api/v1/open', remoteAddress }))?.statusCode;

  it('hold over all instances together, and while Redis is away in each', async () => {
    expect([await call(0, '10.1.0.1'), await call(1, '10.1.0.1'), await call(0, '10.1.0.1'), await call(1, '10.1.0.1')]).toEqual([200, 200, 429, 429]);
    await redis.kill();
    expect([await call(0, '10.1.0.2'), await call(1, '10.1.0.2'), await call(0, '10.1.0.2'), await call(0, '10.1.0.2')]).toEqual([200, 200, 200, 429]);
  });
});
