import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { makeTenant, makeUser } from '../../../test/factories/people.js';
import { startTestPostgres, type TestPostgres } from '../../../test/harness/postgres.js';
import { startTestSmtp, type TestSmtp } from '../../../test/harness/smtp.js';
import { createTestApp, testSettings } from '../../../test/harness/test-app.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { mintTenantId } from '../../platform/tenancy/tenant.js';
import { BootstrapAccessService } from '../auth/bootstrap-access.service.js';
import { InvitationsService } from '../people/invitations.service.js';
import { AccountsModule } from './accounts.module.js';

const PASSWORD = 'violet-harbour-19';
const COOKIE = 'logstream_refresh';

describe('accounts', () => {
  let postgres: TestPostgres;
  let smtp: TestSmtp;
  let app: NestFastifyApplication;
  let closed: NestFastifyApplication;
  let prisma: PrismaService;
  let number = 0;

  beforeAll(async () => {
    [postgres, smtp] = await Promise.all([startTestPostgres(), startTestSmtp()]);
    const start = (env: Record<string, string>) =>
      createTestApp({ imports: [AccountsModule] }, { postgresUrl: postgres.url, settings: testSettings(postgres.dataDir, { SMTP_URL: smtp.url, ...env }) });
    [app, closed] = [await start({ REGISTRATION: 'open' }), await start({})];
    await app.get(BootstrapAccessService).ensure();
    prisma = app.get(PrismaService);
  });
  afterAll(async () => {
    await app?.close();
    await closed?.close();
    await smtp?.stop();
    await postgres?.stop();
  });

  const post = (path: string, payload: object, on = app) =>
    on.inject({ method: 'POST', url: `/api/v1/auth/${path}`, payload, remoteAddress: `10.8.${number >> 8}.${number++ & 255}` });
  const someone = () => ({ email: `someone-${++number}@example.com`, username: `someone-${number}`, password: PASSWORD });
  const wrongFor = (code: string) => (code === '000000' ? '000001' : '000000');
  const me = (token: string) => app.inject({ url: '/api/v1/auth/me', headers: { authorization: `Bearer ${token}` } });
  const tokenOf = (answer: { json: <T>() => T }) => answer.json<{ accessToken: string }>().accessToken;

  async function invitation(over: { tenant?: string; role?: 'admin' | 'user'; email?: string } = {}) {
    const { tenant = await makeTenant(prisma), role = 'user', email = someone().email } = over;
    const admin = await makeUser(prisma, { tenantId: tenant, role: 'admin' });
    const actor = { kind: 'user', id: admin.id, name: admin.email } as const;
    const context = { actor, origin: { address: '', userAgent: '', requestId: '' }, baseUrl: 'https://logs.example.com' };
    const { link, id } = await closed.get(InvitationsService).invite(mintTenantId(tenant), { email, role, limitQuery: 'source:a' }, context);
    return { id, email, tenant, token: new URL(link).searchParams.get('invitation') ?? '' };
  }

  it('tells the page how one gets in', async () => {
    expect((await app.inject({ url: '/api/v1/auth/config' })).json()).toEqual({ registration: 'open', sso: null, passwordMinLength: 8 });
    expect((await closed.inject({ url: '/api/v1/auth/config' })).json()).toMatchObject({ registration: 'invitation' });
  });

  describe('registering', () => {
    it('goes from the form over the code of the mail to a session', async () => {
      const person = someone();
      const begun = await post('register', { ...person, email: person.email.toUpperCase(), name: 'Some One' });
      expect([begun.statusCode, begun.json()]).toEqual([202, { status: 'code_sent' }]);
      expect((await post('login', person)).statusCode).toBe(401);
      const mail = await smtp.next(person.email);
      expect(mail.raw).toContain(person.username);
      const code = /^ {4}(\d{6})\r?$/m.exec(mail.raw)?.[1] ?? '';
      expect(JSON.stringify(await prisma.oneTimeCode.findMany())).not.toContain(code);
      const verified = await post('verify-otp', { email: person.email, code: `${code.slice(0, 3)} ${code.slice(3)}` });
      expect(verified.statusCode).toBe(200);
      expect(verified.cookies.find(({ name }) => name === COOKIE)?.value).toMatch(/./);
      expect(verified.json()).toMatchObject({ user: { email: person.email, username: person.username, name: 'Some One', role: 'user', tenant: 'default' } });
      expect((await me(tokenOf(verified))).statusCode).toBe(200);
      expect((await post('login', { email: person.username, password: PASSWORD })).statusCode).toBe(200);
      expect((await post('verify-otp', { email: person.email, code })).statusCode).toBe(401);
      const events = await prisma.auditEvent.findMany({ where: { actorName: person.email, outcome: 'ok' }, orderBy: { id: 'asc' } });
      expect(events.map(({ action }) => action)).toEqual(['auth.register', 'auth.sign-in', 'auth.sign-in']);
    });

    it('takes five tries, also when the sixth is right', async () => {
      const person = someone();
      await post('register', person);
      const code = await smtp.nextCode(person.email);
      for (let i = 0; i < 5; i++) expect((await post('verify-otp', { email: person.email, code: wrongFor(code) })).statusCode).toBe(401);
      expect((await post('verify-otp', { email: person.email, code })).statusCode).toBe(401);
      expect((await post('resend-otp', { email: person.email })).statusCode).toBe(202);
      const next = await smtp.nextCode(person.email);
      expect((await post('verify-otp', { email: person.email, code: next })).statusCode).toBe(200);
    });

    it('lets a code end after ten minutes, and makes no endless number of them', async () => {
      const person = someone();
      await post('register', person);
      const code = await smtp.nextCode(person.email);
      const row = await prisma.oneTimeCode.findFirstOrThrow({ where: { user: { email: person.email } } });
      expect(row.expiresAt.getTime() - row.createdAt.getTime()).toBe(600_000);
      await prisma.oneTimeCode.update({ where: { id: row.id }, data: { expiresAt: new Date() } });
      expect((await post('verify-otp', { email: person.email, code })).statusCode).toBe(401);
      for (let i = 0; i < 5; i++) expect((await post('resend-otp', { email: person.email })).statusCode).toBe(202);
      expect(await prisma.oneTimeCode.count({ where: { user: { email: person.email } } })).toBe(4);
    });

    it('is finished only with the code of its own mail', async () => {
      const person = someone();
      await post('register', { ...person, password: 'of the attacker 77' });
      const attackers = await smtp.nextCode(person.email);
      await post('register', person);
      const own = await smtp.nextCode(person.email);
      expect((await post('verify-otp', { email: person.email, code: own })).statusCode).toBe(200);
      expect((await post('login', { email: person.email, password: 'of the attacker 77' })).statusCode).toBe(401);
      expect((await post('login', person)).statusCode).toBe(200);
      expect((await post('verify-otp', { email: person.email, code: attackers })).statusCode).toBe(401);
    });

    it('answers a known address the same, tells its owner by mail, and keeps no name for it', async () => {
      const known = await makeUser(prisma);
      const wanted = someone();
      const answer = await post('register', { ...wanted, email: known.email });
      const other = await post('register', wanted);
      expect([answer.statusCode, answer.body]).toEqual([other.statusCode, other.body]);
      const mail = await smtp.next(known.email);
      expect(mail.raw).toContain('you have one already');
      expect(mail.raw).not.toMatch(/^ {4}\d{6}/m);
      expect((await post('verify-otp', { email: wanted.email, code: await smtp.nextCode(wanted.email) })).json()).toMatchObject({
        user: { username: wanted.username },
      });
    });

    it('says what is wrong with a password and a user name', async () => {
      const person = someone();
      const weak = await post('register', { ...person, password: 'password1' });
      expect(weak.json()).toMatchObject({
        error: { code: 'bad_request', details: { problems: [{ field: 'password', message: expect.stringContaining('easy to guess') }] } },
      });
      const taken = await makeUser(prisma);
      expect((await post('register', { ...person, username: taken.username })).statusCode).toBe(409);
      for (const username of ['a@b.example', 'x', '', 'ü']) expect((await post('register', { ...person, username })).statusCode).toBe(400);
      expect((await post('register', { ...person, email: 'nobody' })).statusCode).toBe(400);
    });

    it('is closed without an invitation', async () => {
      const answer = await post('register', someone(), closed);
      expect([answer.statusCode, answer.json<{ error: { message: string } }>().error.message]).toEqual([403, expect.stringContaining('by invitation')]);
      expect((await post('register', { ...someone(), invitation: `inv_${'x'.repeat(32)}` }, closed)).statusCode).toBe(404);
    });

    it('takes the seat of an invitation, once, for its address', async () => {
      const { email, tenant, token } = await invitation({ role: 'admin' });
      const preview = await closed.inject({ url: `/api/v1/auth/invitations/${token}/preview` });
      expect(preview.json()).toEqual({ email, tenantName: tenant, role: 'admin', expiresAt: expect.any(String) });
      expect((await smtp.next(email)).raw.replace(/=\r\n/g, '')).toContain('https://logs.example.com/register/');
      const person = { ...someone(), invitation: token };
      expect((await post('register', person, closed)).statusCode).toBe(400);
      expect((await post('register', { ...person, email }, closed)).statusCode).toBe(202);
      const verified = await post('verify-otp', { email, code: await smtp.nextCode(email) }, closed);
      expect(verified.json()).toMatchObject({ user: { email, tenant, role: 'admin', limitQuery: 'source:a' } });
      expect((await closed.inject({ url: `/api/v1/auth/invitations/${token}/preview` })).statusCode).toBe(404);
      expect((await post('register', { ...someone(), email, invitation: token }, closed)).statusCode).toBe(404);
    });

    it('ends when the invitation was taken back before the code was entered', async () => {
      const { id, email, token } = await invitation();
      await smtp.next(email);
      await post('register', { ...someone(), email, invitation: token }, closed);
      await prisma.invitation.update({ where: { id }, data: { revokedAt: new Date() } });
      expect((await post('verify-otp', { email, code: await smtp.nextCode(email) }, closed)).statusCode).toBe(409);
      expect((await prisma.user.findUniqueOrThrow({ where: { email } })).emailVerifiedAt).toBeNull();
    });
  });

  describe('a forgotten password', () => {
    it('is replaced with a code, and ends all sessions', async () => {
      const user = await makeUser(prisma);
      const before = tokenOf(await post('login', user));
      expect((await post('forgot-password', { email: user.email })).statusCode).toBe(202);
      const code = await smtp.nextCode(user.email);
      expect((await post('reset-password', { email: user.email, code, password: 'password1' })).statusCode).toBe(400);
      expect((await post('reset-password', { email: user.email, code: wrongFor(code), password: PASSWORD })).statusCode).toBe(401);
      expect((await post('verify-otp', { email: user.email, code })).statusCode).toBe(401);
      expect((await post('reset-password', { email: user.email, code, password: PASSWORD })).statusCode).toBe(204);
      expect((await me(before)).statusCode).toBe(401);
      expect((await post('login', { email: user.email, password: user.password })).statusCode).toBe(401);
      expect((await post('login', { email: user.email, password: PASSWORD })).statusCode).toBe(200);
      expect((await post('reset-password', { email: user.email, code, password: 'another-harbour-20' })).statusCode).toBe(401);
    });

    it('says the same of addresses that are unknown or disabled, and mails nothing', async () => {
      const disabled = await makeUser(prisma, { disabledAt: new Date() });
      const known = await post('forgot-password', { email: (await makeUser(prisma)).email });
      for (const email of [disabled.email, 'nobody@example.com']) {
        const answer = await post('forgot-password', { email });
        expect([answer.statusCode, answer.body]).toEqual([known.statusCode, known.body]);
        const reset = await post('reset-password', { email, code: '123456', password: PASSWORD });
        expect(reset.json()).toMatchObject({ error: { code: 'unauthenticated', message: 'The code is wrong or has ended. Ask for a new one.' } });
        expect(await prisma.mail.count({ where: { recipient: email } })).toBe(0);
      }
    });
  });

  describe('the own account', () => {
    const put = (path: string, token: string, payload: object) =>
      app.inject({ method: 'PUT', url: `/api/v1/auth/${path}`, headers: { authorization: `Bearer ${token}` }, payload });

    it('has a name and a user name that can be changed', async () => {
      const [user, other] = [await makeUser(prisma), await makeUser(prisma)];
      const token = tokenOf(await post('login', user));
      const changed = await put('me', token, { name: 'Ann', username: 'Ann.Lee', role: 'admin' });
      expect(changed.json()).toMatchObject({ id: user.id, name: 'Ann', username: 'ann.lee', role: 'user' });
      expect((await me(token)).json()).toEqual(changed.json());
      expect((await put('me', token, { username: other.username })).statusCode).toBe(409);
      expect(await prisma.auditEvent.count({ where: { actorId: user.id, action: 'auth.profile-change' } })).toBe(1);
    });

    it('has a password that can be changed by whoever knows it, and ends the other sessions', async () => {
      const user = await makeUser(prisma);
      const [here, elsewhere] = [tokenOf(await post('login', user)), tokenOf(await post('login', user))];
      const wrong = await put('me/password', here, { currentPassword: 'no', newPassword: PASSWORD });
      expect(wrong.json()).toMatchObject({ error: { code: 'bad_request', details: { problems: [{ field: 'currentPassword' }] } } });
      const weak = await put('me/password', here, { currentPassword: user.password, newPassword: 'qwertyuiop' });
      expect(weak.json()).toMatchObject({ error: { details: { problems: [{ field: 'newPassword' }] } } });
      expect((await put('me/password', here, { currentPassword: user.password, newPassword: PASSWORD })).statusCode).toBe(204);
      expect([(await me(here)).statusCode, (await me(elsewhere)).statusCode]).toEqual([200, 401]);
      expect((await post('login', { email: user.email, password: PASSWORD })).statusCode).toBe(200);
    });
  });
});
