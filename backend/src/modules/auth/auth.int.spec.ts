import { Body, Controller, Get, Post } from '@nestjs/common';
import { RouteConfig, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { makeApiKey, makeUser } from '../../../test/factories/people.js';
import { startTestPostgres, type TestPostgres } from '../../../test/harness/postgres.js';
import { createTestApp, testSettings } from '../../../test/harness/test-app.js';
import { Caller, Public, RequireScope } from '../../platform/http/access.decorators.js';
import type { Principal } from '../../platform/http/principal.js';
import { RAW_BODY } from '../../platform/http/raw-body.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { DenialLog } from '../audit/denial-log.service.js';
import { AccessChanges, type AccessChange } from './access-changes.service.js';
import { AuthModule } from './auth.module.js';
import { ApiKeyUsage } from './keys/api-key-usage.js';
import { SessionRevocations, type Revocation } from './sessions/session-revocations.js';
import { WatchRevocationsService } from './sessions/watch-revocations.service.js';
import { SignInThrottle } from './throttle/sign-in-throttle.js';
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
      user: {
        id: user.id,
        email: user.email,
        username: user.username,
        name: '',
        role: 'admin',
        isOwner: false,
        limitQuery: '',
        tenant: user.tenantId,
        tenantName: user.tenantId,
        emailVerifiedAt: expect.any(String),
        createdAt: expect.any(String),
        lastSignInAt: expect.any(String),
        disabledAt: null,
      },
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

  it('takes the address or the user name, in any case', async () => {
    const user = await makeUser(prisma);
    expect((await login({ email: user.username.toUpperCase(), password: user.password })).statusCode).toBe(200);
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

  it('takes a form, and then sets no cookie: such a post can come from any site', async () => {
    const user = await makeUser(prisma);
    const form = (fields: Record<string, string>) =>
      app.inject({
        method: 'POST',
        url: '/api/v1/auth/login',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams(fields).toString(),
      });
    const answer = await form({ grant_type: 'password', username: user.email, password: user.password });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ access_token: expect.any(String), token_type: 'bearer', expires_in: 900 });
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect((await get('/api/v1/auth/me', answer.json<{ access_token: string }>().access_token)).json()).toMatchObject({ id: user.id });
    const session = await prisma.session.findFirstOrThrow({ where: { userId: user.id } });
    expect(session.expiresAt.getTime() - session.createdAt.getTime()).toBe(900_000);
    expect((await form({ username: user.username, password: 'wrong' })).statusCode).toBe(401);
    const elsewhere = await app.inject({
      method: 'POST',
      url: '/api/v1/auth/logout-everywhere',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'a=b',
    });
    expect(elsewhere.statusCode).toBe(415);
  });

  it('says the same to a wrong password, an unknown address and an account that may not come in', async () => {
    const user = await makeUser(prisma);
    const unverified = await makeUser(prisma, { emailVerifiedAt: null });
    const closed = await makeUser(prisma);
    await prisma.tenant.update({ where: { id: closed.tenantId }, data: { disabledAt: new Date() } });
    const bySingleSignOn = await makeUser(prisma, { passwordHash: null });
    const disabled = await makeUser(prisma, { disabledAt: new Date() });
    const answers = [
      await login({ email: user.email, password: 'wrong' }),
      await login({ email: 'nobody@example.com', password: 'wrong' }),
      await login({ email: disabled.email, password: disabled.password }),
      await login({ email: user.email, password: 'ä'.repeat(1000) }),
      await login({ email: unverified.email, password: unverified.password }),
      await login({ email: closed.email, password: closed.password }),
      await login({ email: bySingleSignOn.email, password: bySingleSignOn.password }),
    ];
    for (const answer of answers) {
      expect(answer.statusCode).toBe(401);
      expect(answer.json()).toEqual({
        error: { code: 'unauthenticated', message: 'The e-mail address or the password is wrong.', requestId: expect.any(String) },
      });
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  it('writes down who came in and who did not, never what was typed', async () => {
    const { user } = await signedIn();
    await login({ email: user.email, password: 'a wrong password' });
    await login({ email: 'a password in the wrong field', password: 'x' });
    await app.get(DenialLog).settled();
    const events = await prisma.auditEvent.findMany({ where: { tenantId: user.tenantId }, orderBy: { outcome: 'desc' } });
    expect(events.map(({ action, outcome, actorName }) => ({ action, outcome, actorName }))).toEqual([
      { action: 'auth.sign-in', outcome: 'ok', actorName: user.email },
      { action: 'auth.sign-in', outcome: 'failed', actorName: user.email },
    ]);
    expect(events[0]).toMatchObject({ address: '10.9.0.1', requestId: expect.stringMatching(/./), after: { method: 'password' } });
    const strangers = await prisma.auditEvent.findMany({ where: { tenantId: null } });
    expect(strangers).toContainEqual(expect.objectContaining({ action: 'auth.sign-in', outcome: 'failed', actorName: '' }));
    expect(JSON.stringify([events, strangers])).not.toContain('a password in the wrong field');
  });

  it('refuses input that is no sign-in', async () => {
    for (const payload of [{}, { email: 1, password: [] }, { email: 'a@b.c', password: 'x'.repeat(1025) }]) expect((await login(payload)).statusCode).toBe(400);
  });

  it('refuses characters that the database cannot hold, wherever they come', async () => {
    expect((await login({ email: 'a\0b', password: 'x' })).statusCode).toBe(400);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await app.inject({ method: 'POST', url: '/api/v1/auth/login', headers: form, payload: 'username=a%00&password=x' })).statusCode).toBe(400);
    const { body } = await signedIn();
    expect((await get('/sample/read?query=%00', body.accessToken)).statusCode).toBe(400);
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

  it('does not count tries that came to no end, so that an outage locks nobody out', async () => {
    const user = await makeUser(prisma);
    const tries = () => login({ email: user.email, password: user.password }, '10.9.7.1');
    const away = jest.spyOn(prisma.user, 'findUnique').mockImplementation(() => {
      throw new Error('away');
    });
    for (let i = 0; i < 15; i++) expect((await tries()).statusCode).toBe(500);
    away.mockRestore();
    expect((await tries()).statusCode).toBe(200);
  });

  it('lets a person in from where they have signed in before while strangers try their account, also after a restart', async () => {
    const user = await makeUser(prisma);
    const at = (remoteAddress: string, password = user.password) => login({ email: user.email, password }, remoteAddress);
    expect((await at('10.9.4.1')).statusCode).toBe(200);
    // An instance that has just started: it remembers no try and no address.
    const settings = testSettings(postgres.dataDir);
    const restarted = await createTestApp({ imports: [AuthModule] }, { postgresUrl: postgres.url, settings });
    const tries = restarted.get(SignInThrottle);
    for (let i = 0; i < 100; i++) tries.take(user.email, `10.9.5.${i}`, Date.now());
    const signIn = (remoteAddress: string) =>
      restarted.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { email: user.email, password: user.password }, remoteAddress });
    const stranger = await signIn('10.9.6.1');
    expect([stranger.statusCode, stranger.json()]).toMatchObject([429, { error: { details: { limit: 'tries-of-account' } } }]);
    expect((await signIn('10.9.4.1')).statusCode).toBe(200);
    await restarted.close();
  });

  it('does not hold a person up for tries that the database could not answer', async () => {
    const user = await makeUser(prisma);
    const away = jest.spyOn(prisma.user, 'findUnique').mockImplementation(() => {
      throw new Error('away');
    });
    for (let i = 0; i < 20; i++) expect((await login(user, '10.9.0.9')).statusCode).toBe(500);
    away.mockRestore();
    expect((await login(user, '10.9.0.9')).statusCode).toBe(200);
  });

  describe('refresh', () => {
    it('gives a new access token and a new cookie', async () => {
      const { cookie, body } = await signedIn();
      const renewed = await refresh(cookie);
      expect(renewed.statusCode).toBe(200);
      expect(cookieOf(renewed)).not.toBe(cookie);
      expect(renewed.json()).toEqual({ ...body, accessToken: expect.any(String) });
      expect(renewed.json<{ accessToken: string }>().accessToken).not.toBe('');
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
      const closed = await signedIn();
      await prisma.tenant.update({ where: { id: closed.user.tenantId }, data: { disabledAt: new Date() } });
      expect((await refresh(closed.cookie)).statusCode).toBe(401);
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

  describe('own sessions', () => {
    it('lists where one is signed in, ends one of them, and all', async () => {
      const { user, body } = await signedIn();
      const other = (await login({ email: user.email, password: user.password })).json<{ accessToken: string }>();
      const stranger = await signedIn();
      const list = async (token: string) => (await get('/api/v1/auth/sessions', token)).json<{ items: { id: string; isCurrent: boolean }[] }>().items;
      const items = await list(body.accessToken);
      expect(items).toHaveLength(2);
      expect(items[0]).toEqual({
        id: expect.any(String),
        isCurrent: false,
        createdAt: expect.any(String),
        lastUsedAt: expect.any(String),
        expiresAt: expect.any(String),
        address: '10.9.0.1',
        userAgent: 'lightMyRequest',
      });
      expect(items[1]).toMatchObject({ isCurrent: true });
      const end = (id: string, token: string) =>
        app.inject({ method: 'DELETE', url: `/api/v1/auth/sessions/${id}`, headers: { authorization: `Bearer ${token}` } });
      expect((await end(items[0]?.id ?? '', stranger.body.accessToken)).statusCode).toBe(404);
      expect((await get('/sample/read', other.accessToken)).statusCode).toBe(200);
      expect((await end(items[0]?.id ?? '', body.accessToken)).statusCode).toBe(204);
      expect((await get('/sample/read', other.accessToken)).statusCode).toBe(401);
      expect(await list(body.accessToken)).toHaveLength(1);
      const all = await app.inject({ method: 'POST', url: '/api/v1/auth/logout-everywhere', headers: { authorization: `Bearer ${body.accessToken}` } });
      expect(all.statusCode).toBe(204);
      expect(String(all.headers['set-cookie'])).toContain('Expires=Thu, 01 Jan 1970');
      expect((await get('/sample/read', body.accessToken)).statusCode).toBe(401);
      expect((await get('/sample/read', stranger.body.accessToken)).statusCode).toBe(200);
    });
  });

  describe('a change of what a person may do', () => {
    const change = (work: (change: AccessChange) => Promise<unknown>) => app.get(AccessChanges).apply(work);

    it('makes older access tokens be renewed, with what holds now', async () => {
      const { user, body, cookie } = await signedIn('admin');
      await change(async (access) => {
        await access.tx.user.update({ where: { id: user.id }, data: { role: 'user', limitQuery: 'source:a' } });
        await access.renew(user.id);
      });
      const refused = await get('/sample/read', body.accessToken);
      expect(refused.json()).toMatchObject({ error: { code: 'unauthenticated', details: { reason: 'expired' } } });
      const renewed = (await refresh(cookie)).json<{ accessToken: string; user: object }>();
      expect(renewed.user).toMatchObject({ role: 'user', limitQuery: 'source:a' });
      expect((await get('/sample/read', renewed.accessToken)).statusCode).toBe(200);
      expect((await get('/sample/admin', renewed.accessToken)).statusCode).toBe(403);
    });

    it('reaches an instance that did not make it: a new role, a person who is gone, a tenant that is closed', async () => {
      const [changed, gone] = [await signedIn(), await signedIn()];
      const key = await makeApiKey(prisma);
      expect((await get('/sample/read', key.text)).statusCode).toBe(200);
      // Another instance has its own memory of revocations, and the same tables.
      const elsewhere = new AccessChanges(prisma, new SessionRevocations());
      await elsewhere.apply(async (access) => {
        await access.renew(changed.user.id);
        await access.remove([gone.user.id]);
        await access.tx.user.delete({ where: { id: gone.user.id } });
        await access.tx.tenant.update({ where: { id: key.tenantId }, data: { disabledAt: new Date() } });
        await access.tenantChanged(key.tenantId);
      });
      await app.get(WatchRevocationsService).look(Date.now());
      expect((await get('/sample/read', changed.body.accessToken)).json()).toMatchObject({ error: { details: { reason: 'expired' } } });
      expect((await get('/sample/read', gone.body.accessToken)).json()).toMatchObject({ error: { details: { reason: 'signed_out' } } });
      expect((await get('/sample/read', key.text)).statusCode).toBe(401);
      await elsewhere.apply(async (access) => {
        await access.tx.tenant.update({ where: { id: key.tenantId }, data: { disabledAt: null } });
        await access.tenantChanged(key.tenantId);
      });
      await app.get(WatchRevocationsService).look(Date.now());
      expect((await get('/sample/read', key.text)).statusCode).toBe(200);
    });

    it('says nothing of a change that was not made', async () => {
      const { user, body } = await signedIn();
      await expect(
        change(async (access) => {
          await access.renew(user.id);
          throw new Error('undone');
        }),
      ).rejects.toThrow('undone');
      expect((await get('/sample/read', body.accessToken)).statusCode).toBe(200);
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
