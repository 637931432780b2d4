import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { makeApiKey, makeTenant, makeUser } from '../../../test/factories/people.js';
import { startTestPostgres, type TestPostgres } from '../../../test/harness/postgres.js';
import { startTestSmtp, type TestSmtp } from '../../../test/harness/smtp.js';
import { createTestApp, testSettings } from '../../../test/harness/test-app.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { WatchRevocationsService } from '../auth/sessions/watch-revocations.service.js';
import { PeopleModule } from './people.module.js';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
interface Person {
  id: string;
  email: string;
}

describe('people', () => {
  let postgres: TestPostgres;
  let smtp: TestSmtp;
  let app: NestFastifyApplication;
  let elsewhere: NestFastifyApplication;
  let prisma: PrismaService;

  beforeAll(async () => {
    [postgres, smtp] = await Promise.all([startTestPostgres(), startTestSmtp()]);
    const start = (env: Record<string, string> = {}) =>
      createTestApp({ imports: [PeopleModule] }, { postgresUrl: postgres.url, settings: testSettings(postgres.dataDir, { SMTP_URL: smtp.url, ...env }) });
    [app, elsewhere] = [await start(), await start({ REGISTRATION: 'off' })];
    prisma = app.get(PrismaService);
  });
  afterAll(async () => {
    await app?.close();
    await elsewhere?.close();
    await smtp?.stop();
    await postgres?.stop();
  });

  /** Somebody who is signed in, with a function that calls as them. */
  async function signedIn(over: Parameters<typeof makeUser>[1] = {}) {
    const user = await makeUser(prisma, { role: 'admin', ...over });
    const login = await app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { email: user.email, password: user.password } });
    const { accessToken } = login.json<{ accessToken: string }>();
    const call = (method: Method, path: string, payload?: object, on = app) =>
      on.inject({ method, url: `/api/v1/auth/${path}`, headers: { authorization: `Bearer ${accessToken}` }, ...(payload && { payload }) });
    const renew = () =>
      app.inject({ method: 'POST', url: '/api/v1/auth/refresh', cookies: Object.fromEntries(login.cookies.map(({ name, value }) => [name, value])) });
    return { user, call, renew, tenant: user.tenantId };
  }

  it('are listed by address, searched, a page at a time, those of the tenant only', async () => {
    const { call, tenant, user } = await signedIn();
    await makeUser(prisma, { role: 'user' });
    await makeUser(prisma, { tenantId: tenant, emailVerifiedAt: null });
    for (const name of ['Zoe', 'Yan', 'Xaver %_'])
      await makeUser(prisma, { tenantId: tenant, name, email: `${name.slice(0, 3).toLowerCase()}-${tenant}@example.com` });
    const list = async (query = '') => (await call('GET', `users${query}`)).json<{ items: Person[]; nextCursor: string | null }>();
    const all = await list();
    expect(all.items.map(({ email }) => email)).toEqual([user.email, ...['xav', 'yan', 'zoe'].map((name) => `${name}-${tenant}@example.com`)].sort());
    const first = await list('?limit=3');
    const second = await list(`?limit=3&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items]).toEqual(all.items);
    expect([first.items.length, second.nextCursor]).toEqual([3, null]);
    expect((await list('?query=ZOE')).items).toHaveLength(1);
    expect((await call('GET', 'users?limit=0')).statusCode).toBe(400);
  });

  it('are for admins only, persons or keys', async () => {
    const { tenant } = await signedIn();
    const plain = await signedIn({ role: 'user', tenantId: tenant });
    for (const [method, path] of [
      ['GET', 'users'],
      ['POST', 'users'],
      ['GET', 'invitations'],
      ['POST', 'invitations'],
    ] as const)
      expect((await plain.call(method, path, method === 'POST' ? {} : undefined)).statusCode).toBe(403);
    const key = await makeApiKey(prisma, { tenantId: tenant, scopes: ['admin'] });
    expect((await app.inject({ url: '/api/v1/auth/users', headers: { 'x-api-key': key.text } })).statusCode).toBe(200);
  });

  describe('making an account', () => {
    it('with a password lets the person come in', async () => {
      const { call, tenant, user } = await signedIn();
      const email = `new-${tenant}@example.com`;
      const made = await call('POST', 'users', { email, role: 'user', limitQuery: 'source:payment-*', password: 'violet-harbour-19', isOwner: true });
      expect(made.statusCode).toBe(201);
      expect(made.json()).toMatchObject({ email, username: `new-${tenant}`, role: 'user', limitQuery: 'source:payment-*', tenant, isOwner: false });
      const login = await app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { email, password: 'violet-harbour-19' } });
      expect(login.statusCode).toBe(200);
      const [event] = await prisma.auditEvent.findMany({ where: { tenantId: tenant, action: 'user.create' } });
      expect(event).toMatchObject({ actorName: user.email, targetId: made.json<Person>().id, after: expect.objectContaining({ email, role: 'user' }) });
    });

    it('without one tells the person by mail how to choose it, and takes the place of a registration that was begun', async () => {
      const { call, tenant } = await signedIn();
      const email = `begun-${tenant}@example.com`;
      await makeUser(prisma, { email, emailVerifiedAt: null });
      expect((await call('POST', 'users', { email, role: 'admin', name: 'Ann' })).statusCode).toBe(201);
      expect((await smtp.next(email)).raw).toContain('Forgot password');
    });

    it('refuses what is taken or wrong', async () => {
      const { call, user, tenant } = await signedIn();
      const free = `free-${tenant}@example.com`;
      expect((await call('POST', 'users', { email: user.email, role: 'user' })).statusCode).toBe(409);
      expect((await call('POST', 'users', { email: free, username: user.username, role: 'user' })).statusCode).toBe(409);
      expect((await call('POST', 'users', { email: free, role: 'owner' })).statusCode).toBe(400);
      expect((await call('POST', 'users', { email: free, role: 'user', password: 'password1' })).statusCode).toBe(400);
      expect((await call('POST', 'users', { email: free, role: 'user', limitQuery: 'a "b' })).json()).toMatchObject({ error: { code: 'invalid_query' } });
      expect(await prisma.user.count({ where: { email: free } })).toBe(0);
    });
  });

  describe('a change', () => {
    it('of role or limit makes the person renew, with what holds now, on this and on every other instance', async () => {
      const { call, tenant } = await signedIn();
      const other = await signedIn({ tenantId: tenant, role: 'admin' });
      expect((await other.call('GET', 'users', undefined, elsewhere)).statusCode).toBe(200);
      expect((await call('PATCH', `users/${other.user.id}`, { role: 'user', limitQuery: 'source:a' })).json()).toMatchObject({
        role: 'user',
        limitQuery: 'source:a',
      });
      await elsewhere.get(WatchRevocationsService).look(Date.now());
      for (const on of [app, elsewhere])
        expect((await other.call('GET', 'me', undefined, on)).json()).toMatchObject({ error: { code: 'unauthenticated', details: { reason: 'expired' } } });
      expect((await other.renew()).json()).toMatchObject({ user: { role: 'user', limitQuery: 'source:a' } });
      const event = await prisma.auditEvent.findFirstOrThrow({ where: { tenantId: tenant, action: 'user.change' } });
      expect(event).toMatchObject({
        before: expect.objectContaining({ role: 'admin', limitQuery: '' }),
        after: expect.objectContaining({ role: 'user', limitQuery: 'source:a' }),
      });
    });

    it('of the name alone disturbs nobody', async () => {
      const { call, tenant } = await signedIn();
      const other = await signedIn({ tenantId: tenant });
      expect((await call('PATCH', `users/${other.user.id}`, { name: 'Bo' })).json()).toMatchObject({ name: 'Bo', role: 'admin' });
      expect((await other.call('GET', 'me')).statusCode).toBe(200);
    });

    it.each([
      ['disabling', (id: string) => ['PATCH', `users/${id}`, { disabled: true }] as const],
      ['deleting', (id: string) => ['DELETE', `users/${id}`, undefined] as const],
      ['signing out', (id: string) => ['POST', `users/${id}/sign-out`, undefined] as const],
    ])('by %s ends what the person has open, on every instance', async (_, request) => {
      const { call, tenant } = await signedIn();
      const other = await signedIn({ tenantId: tenant });
      expect((await other.call('GET', 'me', undefined, elsewhere)).statusCode).toBe(200);
      const [method, path, payload] = request(other.user.id);
      const answer = await call(method, path, payload);
      expect(answer.statusCode).toBeLessThan(300);
      await elsewhere.get(WatchRevocationsService).look(Date.now());
      for (const on of [app, elsewhere])
        expect((await other.call('GET', 'me', undefined, on)).json()).toMatchObject({ error: { details: { reason: 'signed_out' } } });
      expect((await other.renew()).statusCode).toBe(401);
    });

    it('keeps the last admin, also from two who remove each other at once', async () => {
      const { call, user, tenant } = await signedIn();
      const last = await call('PATCH', `users/${user.id}`, { role: 'user' });
      expect([last.statusCode, last.body]).toEqual([409, expect.stringContaining('last admin')]);
      const other = await signedIn({ tenantId: tenant });
      const answers = await Promise.all([call('DELETE', `users/${other.user.id}`), other.call('DELETE', `users/${user.id}`)]);
      expect(answers.filter(({ statusCode }) => statusCode === 204)).toHaveLength(1);
      expect(await prisma.user.count({ where: { tenantId: tenant, role: 'admin' } })).toBe(1);
    });

    it('keeps the owner', async () => {
      const owner = await signedIn({ isOwner: true });
      const { call } = await signedIn({ tenantId: owner.tenant });
      for (const change of [{ role: 'user' }, { disabled: true }, { limitQuery: 'source:a' }]) {
        const refused = await call('PATCH', `users/${owner.user.id}`, change);
        expect([refused.statusCode, refused.body]).toEqual([409, expect.stringContaining('owns the instance')]);
      }
      expect((await call('DELETE', `users/${owner.user.id}`)).statusCode).toBe(409);
    });

    it('never reaches another tenant', async () => {
      const { call } = await signedIn();
      const { user } = await signedIn();
      for (const [method, path] of [
        ['PATCH', ''],
        ['DELETE', ''],
        ['POST', '/sign-out'],
      ] as const)
        expect((await call(method, `users/${user.id}${path}`, method === 'PATCH' ? { name: 'x' } : undefined)).statusCode).toBe(404);
      expect((await call('PATCH', 'users/nonsense', {})).statusCode).toBe(400);
    });
  });

  describe('invitations', () => {
    it('are made, mailed, listed without their link, and taken back', async () => {
      const { call, tenant, user } = await signedIn();
      const email = `guest-${tenant}@example.com`;
      const made = await call('POST', 'invitations', { email: email.toUpperCase(), role: 'user', limitQuery: 'source:a' });
      expect(made.statusCode).toBe(201);
      const { link, ...rest } = made.json<{ id: string; link: string }>();
      expect(link).toMatch(/^http:\/\/localhost(:80)?\/register\/\?invitation=inv_[\w-]{32}$/);
      expect((await smtp.next(email)).raw.replace(/=\r\n/g, '').replaceAll('=3D', '=')).toContain(link);
      const listed = await call('GET', 'invitations');
      expect(listed.json()).toEqual({ items: [rest], nextCursor: null });
      expect(rest).toMatchObject({ email, role: 'user', limitQuery: 'source:a', invitedBy: user.id });
      const token = link.split('=')[1] ?? '';
      expect(JSON.stringify(await prisma.invitation.findMany())).not.toContain(token);
      const preview = () => app.inject({ url: `/api/v1/auth/invitations/${token}/preview` });
      expect((await preview()).json()).toMatchObject({ email, tenantName: tenant });
      const stranger = await signedIn();
      expect((await stranger.call('DELETE', `invitations/${rest.id}`)).statusCode).toBe(404);
      expect((await call('DELETE', `invitations/${rest.id}`)).statusCode).toBe(204);
      expect((await preview()).statusCode).toBe(404);
      expect((await call('GET', 'invitations')).json()).toMatchObject({ items: [] });
    });

    it('replace the one before, and say the same of an address that is known in another tenant', async () => {
      const { call, tenant } = await signedIn();
      const known = await makeUser(prisma, { tenantId: await makeTenant(prisma) });
      const first = await call('POST', 'invitations', { email: known.email, role: 'user' });
      const second = await call('POST', 'invitations', { email: known.email, role: 'admin' });
      expect([first.statusCode, second.statusCode]).toEqual([201, 201]);
      expect((await call('GET', 'invitations')).json<{ items: object[] }>().items).toHaveLength(1);
      const member = await makeUser(prisma, { tenantId: tenant });
      expect((await call('POST', 'invitations', { email: member.email, role: 'user' })).statusCode).toBe(409);
    });

    it('end after a week, with their tenant, and when they are turned off', async () => {
      const { call, tenant } = await signedIn();
      const made = (await call('POST', 'invitations', { email: `late-${tenant}@example.com`, role: 'user' })).json<{
        id: string;
        link: string;
        createdAt: string;
        expiresAt: string;
      }>();
      expect(Date.parse(made.expiresAt) - Date.parse(made.createdAt)).toBeCloseTo(7 * 86_400_000, -4);
      const preview = (on = app) => on.inject({ url: `/api/v1/auth/invitations/${made.link.split('=')[1]}/preview` });
      expect([(await preview()).statusCode, (await preview(elsewhere)).statusCode]).toEqual([200, 404]);
      expect((await call('POST', 'invitations', { email: 'a@example.com', role: 'user' }, elsewhere)).statusCode).toBe(403);
      await prisma.tenant.update({ where: { id: tenant }, data: { disabledAt: new Date() } });
      expect((await preview()).statusCode).toBe(404);
      await prisma.tenant.update({ where: { id: tenant }, data: { disabledAt: null } });
      await prisma.invitation.update({ where: { id: made.id }, data: { expiresAt: new Date() } });
      expect((await preview()).statusCode).toBe(404);
    });
  });
});
