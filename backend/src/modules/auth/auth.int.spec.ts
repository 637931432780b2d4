import { Body, Controller, Get, Post } from '@nestjs/common';
import { RouteConfig, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { makeApiKey, makeUser } from '../../../test/factories/people.js';
import { startTestPostgres, type TestPostgres } from '../../../test/harness/postgres.js';
import { createTestApp, testSettings } from '../../../test/harness/test-app.js';
import { Caller, Public, RequireScope } from '../../platform/http/access.decorators.js';
import type { Principal } from '../../platform/http/principal.js';
import { RAW_BODY } from '../../platform/http/raw-body.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { AuthModule } from './auth.module.js';
import { ApiKeyUsage } from './keys/api-key-usage.js';
import { SessionRevocations, type Revocation } from './sessions/session-revocations.js';
import { WatchRevocationsService } from './sessions/watch-revocations.service.js';
import { AccessTokenVerifier } from './tokens/access-token-verifier.js';

@Controller('sample')
class SampleController {
  @Get('open') @Public() open(): string {
    return 'open';
  }
  @Get('read') read(@Caller() caller: Principal): { tenant: string; kind: string } {
    return { tenant: caller.tenant, kind: caller.kind };
  }
  @Get('admin') @RequireScope('admin') admin(): string {
    return 'admin';
  }
  @Post('raw') @RequireScope('ingest') @RouteConfig(RAW_BODY) raw(@Body() body: Buffer): number {
    return body.length;
  }
}

const COOKIE = 'logstream_refresh';

describe('signing in', () => {
  let postgres: TestPostgres;
  let app: NestFastifyApplication;
  let prisma: PrismaService;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    app = await createTestApp(
      { imports: [AuthModule], controllers: [SampleController] },
      { postgresUrl: postgres.url, settings: testSettings(postgres.dataDir) },
    );
    prisma = app.get(PrismaService);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await app?.close();
    await postgres?.stop();
  });

  const login = (payload: object, remoteAddress = '10.9.0.1') => app.inject({ method: 'POST', url: '/api/v1/auth/login', payload, remoteAddress });
  const refresh = (token: string) => app.inject({ method: 'POST', url: '/api/v1/auth/refresh', cookies: { [COOKIE]: token } });
  const get = (url: string, token?: string) => app.inject({ method: 'GET', url, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
  const cookieOf = (response: { cookies: { name: string; value: string }[] }) => response.cookies.find(({ name }) => name === COOKIE)?.value ?? '';

  async function signedIn(role: 'admin' | 'user' = 'admin') {
    const user = await makeUser(prisma, { role });
    const response = await login({ email: user.email, password: user.password });
    expect(response.statusCode).toBe(200);
    const body = response.json<{ accessToken: string; expiresIn: number; user: object }>();
    return { user, response, body, cookie: cookieOf(response) };
  }

  it('answers tokens and the person, and keeps the refresh token from scripts and other sites', async () => {
    const { user, response, body } = await signedIn();
    expect(body).toEqual({
      accessToken: expect.any(String),
      expiresIn: 900,
      user: { id: user.id, email: user.email, name: '', role: 'admin', tenant: user.tenantId },
    });
    const header = String(response.headers['set-cookie']);
    expect(header).toMatch(/; Path=\/api\/v1\/auth; Expires=[^;]+; HttpOnly; SameSite=Strict$/);
    expect(response.headers['cache-control']).toBe('no-store');
    expect((await get('/api/v1/auth/me', body.accessToken)).json()).toEqual(body.user);
  });

  it('stores neither password nor token', async () => {
    const { user, body, cookie } = await signedIn();
    const stored = JSON.stringify([await prisma.user.findUnique({ where: { id: user.id } }), await prisma.session.findMany({ where: { userId: user.id } })]);
    for (const secret of [user.password, body.accessToken, cookie]) expect(stored).not.toContain(secret);
    expect(stored).toContain('$argon2id$');
  });

  it('takes the address in any case', async () => {
    const user = await makeUser(prisma);
    expect((await login({ email: ` ${user.email.toUpperCase()}`, password: user.password })).statusCode).toBe(200);
  });

  it.each(['a\u0000@b.c', '\ud800'])('refuses the address %j, which no store could take', async (email) => {
    expect((await login({ email, password: 'x' })).statusCode).toBe(400);
  });

  it('says that the store is away while it is, and holds no such try against a person', async () => {
    const { email, password } = await makeUser(prisma);
    const away = Object.assign(new Error("Can't reach database server"), { name: 'PrismaClientKnownRequestError', code: 'P1001' });
    const lookUp = jest.spyOn(prisma.user, 'findUnique').mockRejectedValue(away);
    for (let i = 0; i < 12; i++) {
      const response = await login({ email, password }, '10.9.0.77');
      expect([response.statusCode, response.json<{ error: { code: string } }>().error.code, response.headers['retry-after']]).toEqual([
        503,
        'store_unavailable',
        '2',
      ]);
    }
    lookUp.mockRestore();
    expect((await login({ email, password }, '10.9.0.77')).statusCode).toBe(200);
  });

  it('says the same to a wrong password, an unknown address and a disabled account', async () => {
    const user = await makeUser(prisma);
    const disabled = await makeUser(prisma, { disabledAt: new Date() });
    const answers = [
      await login({ email: user.email, password: 'wrong' }),
      await login({ email: 'nobody@example.com', password: 'wrong' }),
      await login({ email: disabled.email, password: disabled.password }),
      await login({ email: user.email, password: 'ä'.repeat(1000) }),
    ];
    for (const answer of answers) {
      expect(answer.statusCode).toBe(401);
      expect(answer.json()).toEqual({
        error: { code: 'unauthenticated', message: 'The e-mail address or the password is wrong.', requestId: expect.any(String) },
      });
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  it('refuses input that is no sign-in', async () => {
    for (const payload of [{}, { email: 1, password: [] }, { email: 'a@b.c', password: 'x'.repeat(1025) }]) expect((await login(payload)).statusCode).toBe(400);
  });

  it('slows guessing down, with the time to wait', async () => {
    const user = await makeUser(prisma);
    for (let i = 0; i < 10; i++) expect((await login({ email: user.email, password: 'wrong' }, '10.9.0.2')).statusCode).toBe(401);
    const refused = await login({ email: user.email, password: user.password }, '10.9.0.2');
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.json()).toMatchObject({ error: { code: 'rate_limited', details: { retryAfterSeconds: Number(refused.headers['retry-after']) } } });
    expect((await login({ email: user.email, password: user.password }, '10.9.0.3')).statusCode).toBe(200);
  });

  describe('refresh', () => {
    it('gives a new access token and a new cookie', async () => {
      const { cookie, body } = await signedIn();
      const renewed = await refresh(cookie);
      expect(renewed.statusCode).toBe(200);
      expect(cookieOf(renewed)).not.toBe(cookie);
      expect(renewed.json()).toEqual({ ...body, accessToken: expect.any(String) });
      expect((await get('/api/v1/auth/me', renewed.json<{ accessToken: string }>().accessToken)).statusCode).toBe(200);
    });

    it('answers tabs that ask at the same time with the same successor', async () => {
      const { cookie } = await signedIn();
      const answers = await Promise.all([refresh(cookie), refresh(cookie), refresh(cookie), refresh(cookie)]);
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
      const successors = new Set(answers.map(cookieOf));
      expect(successors.size).toBe(1);
      expect((await refresh([...successors][0] ?? '')).statusCode).toBe(200);
    });

    it('ends the session when a replaced token comes back after its grace', async () => {
      const { cookie, user, body } = await signedIn();
      const successor = cookieOf(await refresh(cookie));
      await prisma.session.updateMany({ where: { userId: user.id }, data: { rotatedAt: new Date(Date.now() - 31_000) } });
      expect((await refresh(cookie)).statusCode).toBe(401);
      expect((await refresh(successor)).statusCode).toBe(401);
      expect((await get('/api/v1/auth/me', body.accessToken)).statusCode).toBe(401);
    });

    it('refuses what is no token, what has expired, and people who are disabled', async () => {
      expect((await refresh('')).statusCode).toBe(401);
      expect((await refresh('A'.repeat(86))).statusCode).toBe(401);
      const expired = await signedIn();
      await prisma.session.updateMany({ where: { userId: expired.user.id }, data: { expiresAt: new Date(Date.now() - 1) } });
      expect((await refresh(expired.cookie)).statusCode).toBe(401);
      const disabled = await signedIn();
      await prisma.user.update({ where: { id: disabled.user.id }, data: { disabledAt: new Date() } });
      expect((await refresh(disabled.cookie)).statusCode).toBe(401);
    });
  });

  describe('signing out', () => {
    it('ends the session at once, for every transport, and clears the cookie', async () => {
      const { cookie, body } = await signedIn();
      const heard: Revocation[] = [];
      const unsubscribe = app.get(SessionRevocations).subscribe((revocation) => heard.push(revocation));
      const principal = await app.get(AccessTokenVerifier).verify(body.accessToken);
      const out = await app.inject({ method: 'POST', url: '/api/v1/auth/logout', cookies: { [COOKIE]: cookie } });
      unsubscribe();
      expect(out.statusCode).toBe(204);
      expect(String(out.headers['set-cookie'])).toContain('Expires=Thu, 01 Jan 1970');
      expect(heard).toEqual([{ kind: 'session', sessionId: principal.kind === 'user' ? principal.sessionId : '' }]);
      expect((await get('/sample/read', body.accessToken)).json()).toMatchObject({ error: { details: { reason: 'signed_out' } } });
      await expect(app.get(AccessTokenVerifier).verify(body.accessToken)).rejects.toMatchObject({ code: 'unauthenticated' });
      expect((await refresh(cookie)).statusCode).toBe(401);
    });

    it('works with the access token alone, and a second time', async () => {
      const { body } = await signedIn();
      const out = () => app.inject({ method: 'POST', url: '/api/v1/auth/logout', headers: { authorization: `Bearer ${body.accessToken}` } });
      expect((await out()).statusCode).toBe(204);
      expect((await get('/sample/read', body.accessToken)).statusCode).toBe(401);
      expect((await out()).statusCode).toBe(204);
    });

    it('is noticed when another instance did it, also after a restart of this one', async () => {
      const { user, body } = await signedIn();
      await prisma.session.updateMany({ where: { userId: user.id }, data: { revokedAt: new Date() } });
      const known = new SessionRevocations();
      const heard = new Promise<Revocation>((resolve) => known.subscribe(resolve));
      const watch = new WatchRevocationsService(prisma, known);
      await watch.onModuleInit();
      const session = await prisma.session.findFirstOrThrow({ where: { userId: user.id } });
      expect(known.isRevoked({ kind: 'session', sessionId: session.id })).toBe(true);
      expect(await heard).toBeDefined();
      await watch.onModuleDestroy();
      await app.get(WatchRevocationsService).look(Date.now());
      expect((await get('/sample/read', body.accessToken)).statusCode).toBe(401);
    });
  });

  describe('the guard', () => {
    it('closes everything that is not public', async () => {
      expect((await get('/sample/open')).statusCode).toBe(200);
      expect((await get('/sample/read')).statusCode).toBe(401);
      expect((await get('/sample/admin')).statusCode).toBe(401);
      expect((await get('/sample/read', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.')).statusCode).toBe(401);
      expect((await get('/sample/read', 'not-a-key-that-exists')).statusCode).toBe(401);
      expect((await get('/sample/read', 'short')).statusCode).toBe(401);
    });

    it('lets people do what their role says', async () => {
      const admin = await signedIn('admin');
      const user = await signedIn('user');
      expect((await get('/sample/read', user.body.accessToken)).json()).toEqual({ tenant: user.user.tenantId, kind: 'user' });
      expect((await get('/sample/admin', admin.body.accessToken)).statusCode).toBe(200);
      const denied = await get('/sample/admin', user.body.accessToken);
      expect(denied.statusCode).toBe(403);
      expect(denied.json()).toMatchObject({ error: { code: 'forbidden', details: { requiredScope: 'admin' } } });
    });

    it('takes API keys in both headers, for their tenant and scopes only', async () => {
      const key = await makeApiKey(prisma, { scopes: ['read'] });
      expect((await get('/sample/read', key.text)).json()).toEqual({ tenant: key.tenantId, kind: 'key' });
      expect((await app.inject({ url: '/sample/read', headers: { 'x-api-key': key.text } })).statusCode).toBe(200);
      expect((await get('/sample/admin', key.text)).statusCode).toBe(403);
      const ingest = await makeApiKey(prisma, { scopes: ['ingest'] });
      expect((await get('/sample/read', ingest.text)).statusCode).toBe(403);
      expect((await get('/api/v1/auth/me', key.text)).statusCode).toBe(403);
    });

    it('asks the database for a key once, notes its use, and drops it when it is revoked', async () => {
      const key = await makeApiKey(prisma);
      const queries = jest.spyOn(prisma.apiKey, 'findUnique');
      await Promise.all(Array.from({ length: 20 }, () => get('/sample/read', key.text)));
      expect((await get('/sample/read', key.text)).statusCode).toBe(200);
      expect(queries).toHaveBeenCalledTimes(1);
      await app.get(ApiKeyUsage).write();
      const used = await prisma.apiKey.update({ where: { id: key.id }, data: { revokedAt: new Date() } });
      expect(used.lastUsedAt).not.toBeNull();
      await app.get(WatchRevocationsService).look(Date.now());
      expect((await get('/sample/read', key.text)).statusCode).toBe(401);
    });

    it('goes on with known keys while the database is away', async () => {
      const key = await makeApiKey(prisma);
      expect((await get('/sample/read', key.text)).statusCode).toBe(200);
      jest.spyOn(prisma.apiKey, 'findUnique').mockImplementation(() => {
        throw new Error('away');
      });
      jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
      expect((await get('/sample/read', key.text)).statusCode).toBe(200);
      const unknown = await get('/sample/read', 'ls_a-key-that-was-never-seen');
      expect(unknown.statusCode).toBe(503);
      expect(unknown.headers['retry-after']).toBe('2');
    });

    it('refuses a stranger before a raw body is read', async () => {
      const body = { method: 'POST', url: '/sample/raw', payload: Buffer.alloc(70 * 1024 * 1024), headers: { 'content-type': 'application/json' } } as const;
      expect((await app.inject(body)).statusCode).toBe(401);
      const key = await makeApiKey(prisma, { scopes: ['ingest'] });
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${key.text}` };
      expect((await app.inject({ ...body, headers })).statusCode).toBe(413);
      expect((await app.inject({ ...body, headers, payload: Buffer.alloc(10) })).body).toBe('10');
    });
  });
});
