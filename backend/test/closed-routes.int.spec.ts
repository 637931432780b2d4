import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../src/app.module.js';
import { createApp } from '../src/platform/http/create-app.js';
import { PrismaService } from '../src/platform/prisma/prisma.service.js';
import { silentLog } from '../src/platform/telemetry/logger.js';
import { makeApiKey } from './factories/people.js';
import { declaredRoutes } from './harness/declared-routes.js';
import { startTestPostgres, type TestPostgres } from './harness/postgres.js';
import { testSettings } from './harness/test-app.js';

/** The whole list of what strangers may ask. A new public route has to be written down here. */
const PUBLIC = [
  'GET /',
  'GET /api/v1/auth/config',
  'GET /api/v1/auth/invitations/:token/preview',
  'GET /api/v1/auth/oidc/callback',
  'GET /api/v1/auth/oidc/start',
  'GET /health',
  'POST /api/auth/confirm-password',
  'POST /api/auth/login',
  'POST /api/auth/logout',
  'POST /api/auth/register',
  'POST /api/auth/verify-otp',
  'POST /api/v1/auth/forgot-password',
  'POST /api/v1/auth/login',
  'POST /api/v1/auth/logout',
  'POST /api/v1/auth/refresh',
  'POST /api/v1/auth/register',
  'POST /api/v1/auth/resend-otp',
  'POST /api/v1/auth/reset-password',
  'POST /api/v1/auth/verify-otp',
];

/** No log store answers here: a call must be refused before it gets that far. */
const NO_CLICKHOUSE = { url: 'http://127.0.0.1:1/default' };

describe('every route of the app', () => {
  let postgres: TestPostgres;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const settings = testSettings(postgres.dataDir);
    ({ app } = await createApp(AppModule.with(settings, { postgresUrl: postgres.url, clickhouse: NO_CLICKHOUSE }), settings, { log: silentLog }));
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(async () => {
    await app?.close();
    await postgres?.stop();
  });

  const call = (name: string, headers: Record<string, string> = {}) => {
    const [method = '', path = ''] = name.split(' ');
    const hasBody = method !== 'GET' && method !== 'HEAD';
    const body = hasBody ? { payload: '{}', headers: { 'content-type': 'application/json', ...headers } } : { headers };
    return app.inject({ method: method as 'GET', url: path.replace(/:\w+/g, '0000000000000000'), ...body });
  };
  const names = () => [...new Set(declaredRoutes(app).map(({ method, path }) => `${method} ${path}`))].sort();

  it('is closed to strangers unless it is on the list', async () => {
    expect(names().length).toBeGreaterThan(PUBLIC.length);
    const open: string[] = [];
    for (const name of names()) {
      const { statusCode } = await call(name);
      if (statusCode !== 401 || PUBLIC.includes(name)) open.push(name);
    }
    expect(open).toEqual(PUBLIC);
  });

  it('is closed to a token that nobody issued', async () => {
    for (const name of names().filter((route) => !PUBLIC.includes(route))) {
      const { statusCode } = await call(name, { authorization: 'Bearer ls_nobody_has_issued_this_token' });
      expect([name, statusCode]).toEqual([name, 401]);
    }
  });

  it('lets a key that may only send do nothing else', async () => {
    const key = await makeApiKey(app.get(PrismaService), { scopes: ['ingest'] });
    const taken: string[] = [];
    for (const name of names().filter((route) => !PUBLIC.includes(route))) {
      const { statusCode } = await call(name, { authorization: `Bearer ${key.text}` });
      if (statusCode !== 403) taken.push(name);
    }
    expect(taken).toEqual(['POST /api/v1/logs/ingest', 'POST /logs', 'POST /logs/ingest']);
  });
});
