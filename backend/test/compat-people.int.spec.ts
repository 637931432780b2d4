import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { makeUser } from './factories/people.js';
import { startTestPostgres, type TestPostgres } from './harness/postgres.js';
import { startTestSmtp, type TestSmtp } from './harness/smtp.js';
import { testSettings } from './harness/test-app.js';
import { AppModule } from '../src/app.module.js';
import { createApp } from '../src/platform/http/create-app.js';
import { PrismaService } from '../src/platform/prisma/prisma.service.js';
import { silentLog } from '../src/platform/telemetry/logger.js';
import { BootstrapAccessService } from '../src/modules/auth/bootstrap-access.service.js';

const NO_CLICKHOUSE = { url: 'http://127.0.0.1:1/default' };
const PASSWORD = 'violet-harbour-19';

describe('people at the addresses from before', () => {
  let postgres: TestPostgres;
  let smtp: TestSmtp;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    [postgres, smtp] = await Promise.all([startTestPostgres(), startTestSmtp()]);
    const settings = testSettings(postgres.dataDir, { SMTP_URL: smtp.url, REGISTRATION: 'open' });
    ({ app } = await createApp(AppModule.with(settings, { postgresUrl: postgres.url, clickhouse: NO_CLICKHOUSE }), settings, { log: silentLog }));
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    await app.get(BootstrapAccessService).ensure();
  });
  afterAll(async () => {
    await app?.close();
    await smtp?.stop();
    await postgres?.stop();
  });

  const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object, token = '') =>
    app.inject({ method, url, ...(payload && { payload }), ...(token && { headers: { authorization: `Bearer ${token}` } }) });
  const tokenOf = (answer: { json: <T>() => T }) => answer.json<{ accessToken: string }>().accessToken;

  it('register, prove the address, sign in, are checked, choose a new password and sign out', async () => {
    const email = 'ann@example.com';
    expect((await call('POST', '/api/auth/register', { email, password: PASSWORD, name: 'Ann' })).statusCode).toBe(202);
    const verified = await call('POST', '/api/auth/verify-otp', { email, otp: await smtp.nextCode(email) });
    expect(verified.json()).toMatchObject({ user: { email, name: 'Ann', username: expect.stringMatching(/^ann-/) } });
    const login = await call('POST', '/api/auth/login', { email, password: PASSWORD });
    const token = tokenOf(login);
    expect((await call('GET', '/api/auth/auth-check', undefined, token)).json()).toMatchObject({ authenticated: true, user: { email } });
    expect((await call('GET', '/api/auth/auth-check')).statusCode).toBe(401);
    expect((await call('POST', '/api/auth/logout', undefined, token)).statusCode).toBe(204);
    expect((await call('GET', '/api/auth/auth-check', undefined, token)).statusCode).toBe(401);
    await call('POST', '/api/v1/auth/forgot-password', { email });
    const confirm = { email, otp: await smtp.nextCode(email), password: 'amber-lantern-42' };
    expect((await call('POST', '/api/auth/confirm-password', confirm)).statusCode).toBe(204);
    expect((await call('POST', '/api/auth/login', { email, password: 'amber-lantern-42' })).statusCode).toBe(200);
    expect((await call('POST', '/api/auth/verify-otp', { email })).statusCode).toBe(400);
  });

  it('are made, listed, changed and deleted by admins of their tenant', async () => {
    const admin = await makeUser(app.get(PrismaService), { role: 'admin' });
    const token = tokenOf(await call('POST', '/api/auth/login', admin));
    const email = `made-${admin.tenantId}@example.com`;
    const made = await call('POST', '/api/create-user', { email, role: 'user', password: PASSWORD }, token);
    const { id } = made.json<{ id: string }>();
    expect([made.statusCode, (await call('GET', '/api/get-users', undefined, token)).json<{ email: string }[]>().map((user) => user.email)]).toEqual([
      201,
      [admin.email, email].sort(),
    ]);
    expect((await call('PUT', '/api/update-user', { userId: id, role: 'admin', name: 'Bo' }, token)).json()).toMatchObject({ id, role: 'admin', name: 'Bo' });
    const stranger = tokenOf(await call('POST', '/api/auth/login', await makeUser(app.get(PrismaService), { role: 'admin' })));
    expect((await call('DELETE', `/api/delete-user/${id}`, undefined, stranger)).statusCode).toBe(404);
    expect((await call('DELETE', `/api/delete-user/${id}`, undefined, token)).statusCode).toBe(204);
    expect((await call('DELETE', `/api/delete-user/${admin.id}`, undefined, token)).statusCode).toBe(409);
    const user = tokenOf(await call('POST', '/api/auth/login', await makeUser(app.get(PrismaService))));
    expect((await call('GET', '/api/get-users', undefined, user)).statusCode).toBe(403);
  });
});
