import { Body, Controller, Get, Post } from '@nestjs/common';
import { RouteConfig, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { makeApiKey, makeTenant, makeUser } from '../../../test/factories/people.js';
import { startTestPostgres, type TestPostgres } from '../../../test/harness/postgres.js';
import { createTestApp, testSettings } from '../../../test/harness/test-app.js';
import { Public, RequireScope } from '../../platform/http/access.decorators.js';
import { RAW_BODY } from '../../platform/http/raw-body.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { AuthModule } from '../auth/auth.module.js';
import type { RateLimitsDto } from './dto/rate-limits.dto.js';
import { LimitsModule } from './limits.module.js';

@Controller()
class SampleController {
  @Get('api/v1/things') things(): string {
    return 'things';
  }
  @Get('api/v1/logs/search') search(): string {
    return 'found';
  }
  @Get('api/v1/open') @Public() open(): string {
    return 'open';
  }
  @Get('health') @Public() health(): string {
    return 'ok';
  }
  @Post('api/v1/logs/ingest') @RequireScope('ingest') @RouteConfig(RAW_BODY) ingest(@Body() body: Buffer): number {
    return body.length;
  }
}

const ROUTE = '/api/v1/rate-limits';

describe('limits of calls', () => {
  let postgres: TestPostgres;
  let app: NestFastifyApplication;
  let prisma: PrismaService;
  let addresses = 0;

  const start = (env: Record<string, string> = {}) =>
    createTestApp(
      { imports: [AuthModule, LimitsModule], controllers: [SampleController] },
      { postgresUrl: postgres.url, settings: testSettings(postgres.dataDir, { RATE_LIMITS: 'on', RATE_LIMIT_GENERAL: '3', RATE_LIMIT_SEARCH: '2', ...env }) },
    );

  beforeAll(async () => {
    postgres = await startTestPostgres();
    app = await start();
    prisma = app.get(PrismaService);
  });
  afterAll(async () => {
    await app?.close();
    await postgres?.stop();
  });

  const newAddress = () => `10.8.${Math.floor(++addresses / 250)}.${addresses % 250}`;
  const get = (url: string, from: { remoteAddress?: string; authorization?: string } = {}, on = app) =>
    on.inject({
      url,
      remoteAddress: from.remoteAddress ?? newAddress(),
      headers: from.authorization === undefined ? {} : { authorization: from.authorization },
    });
  async function statuses(times: number, call: () => Promise<{ statusCode: number }>): Promise<number[]> {
    const all: number[] = [];
    for (let i = 0; i < times; i++) all.push((await call()).statusCode);
    return all;
  }
  async function signedIn(over: Parameters<typeof makeUser>[1] = {}) {
    const user = await makeUser(prisma, { role: 'admin', ...over });
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/auth/login',
      payload: { email: user.email, password: user.password },
      remoteAddress: newAddress(),
    });
    const { accessToken } = answer.json<{ accessToken: string }>();
    return { ...user, authorization: `Bearer ${accessToken}`, cookie: answer.cookies[0]?.value ?? '' };
  }

  it('say on each answer what is left, and refuse with which limit, whose, and which setting', async () => {
    const remoteAddress = newAddress();
    const first = await get('/api/v1/open', { remoteAddress });
    expect(first.statusCode).toBe(200);
    expect(first.headers).toMatchObject({
      'ratelimit-limit': '3',
      'ratelimit-remaining': '2',
      'ratelimit-reset': expect.stringMatching(/^(60|59)$/),
      'ratelimit-policy': '3;w=60',
    });
    await statuses(2, () => get('/api/v1/open', { remoteAddress }));
    const refused = await get('/api/v1/open', { remoteAddress });
    expect(refused.statusCode).toBe(429);
    const retryAfter = Number(refused.headers['retry-after']);
    expect(retryAfter).toBeGreaterThan(55);
    expect(refused.headers).toMatchObject({ 'ratelimit-remaining': '0', 'ratelimit-reset': String(retryAfter) });
    expect(refused.json()).toMatchObject({
      error: {
        code: 'rate_limited',
        details: {
          limit: 'general',
          max: 3,
          windowSeconds: 60,
          subject: { kind: 'address', name: remoteAddress },
          setting: 'RATE_LIMIT_GENERAL',
          retryAfterSeconds: retryAfter,
        },
      },
    });
  });

  it('count strangers by address, IPv6 by its /64, and a key that is wrong as a stranger', async () => {
    const inOneHome = ['2001:db8:7:1::1', '2001:db8:7:1:ffff::2', '2001:db8:7:1::3', '2001:db8:7:1::4'];
    const codes: number[] = [];
    for (const remoteAddress of inOneHome) codes.push((await get('/api/v1/open', { remoteAddress })).statusCode);
    expect(codes).toEqual([200, 200, 200, 429]);
    expect((await get('/api/v1/open', { remoteAddress: '2001:db8:7:2::1' })).statusCode).toBe(200);
    const remoteAddress = newAddress();
    expect(await statuses(4, () => get('/api/v1/things', { remoteAddress, authorization: 'Bearer ls_a-key-that-nobody-has' }))).toEqual([401, 401, 401, 429]);
  });

  it('count a key wherever it calls from, and each group by itself', async () => {
    const authorization = `Bearer ${(await makeApiKey(prisma)).text}`;
    expect(await statuses(4, () => get('/api/v1/things', { authorization }))).toEqual([200, 200, 200, 429]);
    expect(await statuses(3, () => get('/api/v1/logs/search', { authorization }))).toEqual([200, 200, 429]);
    const other = `Bearer ${(await makeApiKey(prisma)).text}`;
    expect((await get('/api/v1/things', { authorization: other })).statusCode).toBe(200);
  });

  it('let a signed-in person do ten times as much, over all their sessions', async () => {
    const { authorization, email, password } = await signedIn();
    expect(await statuses(30, () => get('/api/v1/things', { authorization }))).toEqual(Array.from({ length: 30 }, () => 200));
    expect((await get('/api/v1/things', { authorization })).statusCode).toBe(429);
    const again = await app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { email, password }, remoteAddress: newAddress() });
    const second = await get('/api/v1/things', { authorization: `Bearer ${again.json<{ accessToken: string }>().accessToken}` });
    expect([second.statusCode, second.headers['ratelimit-limit']]).toEqual([429, '30']);
  });

  it('count the renewal of a session by its cookie, so that people behind one address do not hold each other up', async () => {
    const remoteAddress = newAddress();
    const people = [await signedIn(), await signedIn()];
    const refresh = (token: string) => app.inject({ method: 'POST', url: '/api/v1/auth/refresh', remoteAddress, cookies: { logstream_refresh: token } });
    for (const { cookie } of people) expect(await statuses(5, () => refresh(cookie))).toEqual([200, 200, 200, 200, 200]);
    expect((await refresh(people[0]?.cookie ?? '')).headers['ratelimit-limit']).toBe('30');
    expect(await statuses(4, () => refresh('A'.repeat(86)))).toEqual([401, 401, 401, 429]);
  });

  it('count sign-ins by address, for an hour, also of who is signed in', async () => {
    const limited = await start({ RATE_LIMIT_SIGN_IN: '2' });
    const { authorization } = await signedIn();
    const remoteAddress = newAddress();
    const login = () =>
      limited.inject({
        method: 'POST',
        url: '/api/v1/auth/login',
        payload: { email: 'nobody@example.com', password: 'wrong' },
        remoteAddress,
        headers: { authorization },
      });
    expect(await statuses(2, login)).toEqual([401, 401]);
    const refused = await login();
    expect(refused.statusCode).toBe(429);
    expect(refused.headers['ratelimit-policy']).toBe('2;w=3600');
    expect(refused.json()).toMatchObject({ error: { details: { limit: 'sign-in', setting: 'RATE_LIMIT_SIGN_IN', subject: { kind: 'address' } } } });
    await limited.close();
  });

  it('do not touch /health, what is no API, and logs that are sent', async () => {
    const remoteAddress = newAddress();
    const key = await makeApiKey(prisma, { scopes: ['ingest'] });
    const send = () =>
      app.inject({ method: 'POST', url: '/api/v1/logs/ingest', remoteAddress, headers: { authorization: `Bearer ${key.text}` }, payload: 'x' });
    expect(new Set(await statuses(8, send))).toEqual(new Set([201]));
    for (const url of ['/health', '/docs', '/somewhere.js']) {
      const answers = await Promise.all(Array.from({ length: 8 }, () => get(url, { remoteAddress })));
      for (const { statusCode, headers } of answers) expect([statusCode === 429, headers['ratelimit-limit']]).toEqual([false, undefined]);
    }
    expect((await get('/api/v1/open', { remoteAddress })).headers['ratelimit-remaining']).toBe('2');
  });

  it('count the addresses of clients behind a proxy, and none that a client has written itself', async () => {
    const behind = await start({ TRUST_PROXY: '1' });
    const call = (forwarded: string) => behind.inject({ url: '/api/v1/open', remoteAddress: '10.0.0.1', headers: { 'x-forwarded-for': forwarded } });
    expect(await statuses(4, () => call('198.51.100.7'))).toEqual([200, 200, 200, 429]);
    expect((await call('198.51.100.8')).statusCode).toBe(200);
    expect((await call('192.0.2.99, 198.51.100.7')).statusCode).toBe(429);
    await behind.close();
    const remoteAddress = newAddress();
    const direct = (n: number) => app.inject({ url: '/api/v1/open', remoteAddress, headers: { 'x-forwarded-for': `198.51.100.${n}` } });
    let n = 0;
    expect(await statuses(4, () => direct(++n))).toEqual([200, 200, 200, 429]);
  });

  it('are off by setting, one by one or all', async () => {
    const off = await start({ RATE_LIMITS: 'off' });
    const partly = await start({ RATE_LIMIT_GENERAL: '0' });
    const remoteAddress = newAddress();
    for (const one of [off, partly]) {
      expect(new Set(await statuses(10, () => get('/api/v1/open', { remoteAddress }, one)))).toEqual(new Set([200]));
      expect((await get('/api/v1/open', { remoteAddress }, one)).headers['ratelimit-limit']).toBeUndefined();
    }
    const key = `Bearer ${(await makeApiKey(prisma)).text}`;
    expect((await get('/api/v1/logs/search', { authorization: key }, partly)).headers['ratelimit-limit']).toBe('2');
    await off.close();
    await partly.close();
  });

  describe('for admins', () => {
    const call = (method: 'GET' | 'DELETE', path: string, authorization: string) =>
      app.inject({ method, url: `${ROUTE}${path}`, remoteAddress: newAddress(), headers: { authorization } });

    it('show the limits, and who of their tenant is being counted; addresses only to the owner', async () => {
      const tenantId = await makeTenant(prisma);
      const admin = await signedIn({ tenantId });
      const key = await makeApiKey(prisma, { tenantId, name: 'Reader' });
      const foreign = await makeApiKey(prisma, { name: 'Foreign' });
      const remoteAddress = newAddress();
      for (const { text } of [key, key, foreign]) await get('/api/v1/things', { authorization: `Bearer ${text}` });
      await get('/api/v1/open', { remoteAddress });
      const { groups, items } = (await call('GET', '', admin.authorization)).json<RateLimitsDto>();
      expect(groups).toContainEqual({ group: 'general', subject: 'key', limit: 3, windowSeconds: 60 });
      expect(groups).toContainEqual({ group: 'search', subject: 'user', limit: 20, windowSeconds: 60 });
      expect(groups).toContainEqual({ group: 'register', subject: 'address', limit: 10, windowSeconds: 3600 });
      expect(groups.length).toBe(14);
      expect(items).toHaveLength(2);
      expect(items).toContainEqual({
        id: expect.any(String),
        group: 'general',
        subjectKind: 'key',
        subject: 'Reader',
        used: 2,
        limit: 3,
        resetAt: expect.any(String),
      });
      expect(items).toContainEqual(expect.objectContaining({ subjectKind: 'user', subject: admin.email, used: 1, limit: 30 }));
      const owner = await signedIn({ isOwner: true });
      const seen = (await call('GET', '', owner.authorization)).json<RateLimitsDto>().items;
      expect(seen).toContainEqual(expect.objectContaining({ subjectKind: 'address', subject: remoteAddress }));
      expect(seen.map(({ subject }) => subject)).not.toContain('Reader');
    });

    it('let one begin anew, or all of the tenant, and write it down', async () => {
      const tenantId = await makeTenant(prisma);
      const admin = await signedIn({ tenantId });
      const keys = [await makeApiKey(prisma, { tenantId, name: 'One' }), await makeApiKey(prisma, { tenantId, name: 'Two' })];
      const foreign = await makeApiKey(prisma, { name: 'Foreign' });
      const things = (key: { text: string } | undefined) => get('/api/v1/things', { authorization: `Bearer ${key?.text}` });
      for (const key of [...keys, foreign]) expect((await statuses(4, () => things(key))).at(-1)).toBe(429);
      const { items } = (await call('GET', '', admin.authorization)).json<RateLimitsDto>();
      const id = items.find(({ subject }) => subject === 'One')?.id ?? '';
      expect((await call('DELETE', `/${id}`, admin.authorization)).statusCode).toBe(204);
      expect([(await things(keys[0])).statusCode, (await things(keys[1])).statusCode]).toEqual([200, 429]);
      const foreignId = Buffer.from(`general key ${foreign.id}`).toString('base64url');
      expect((await call('DELETE', `/${foreignId}`, admin.authorization)).statusCode).toBe(404);
      expect((await call('DELETE', '', admin.authorization)).statusCode).toBe(204);
      expect([(await things(keys[1])).statusCode, (await things(foreign)).statusCode]).toEqual([200, 429]);
      const events = await prisma.auditEvent.findMany({ where: { tenantId, action: { startsWith: 'rate-limit.' } }, orderBy: { id: 'asc' } });
      expect(events.map(({ action, actorId, targetId }) => [action, actorId, targetId])).toEqual([
        ['rate-limit.reset', admin.id, `general key ${keys[0]?.id}`],
        ['rate-limit.reset-all', admin.id, ''],
      ]);
    });

    it('are closed to others', async () => {
      const user = await signedIn({ role: 'user' });
      for (const method of ['GET', 'DELETE'] as const) expect((await call(method, '', user.authorization)).statusCode).toBe(403);
    });
  });
});
