import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { makeTenant, makeUser } from '../../../test/factories/people.js';
import { OIDC_CLIENT, startTestOidc, type ProviderAccount, type TestOidc } from '../../../test/harness/oidc.js';
import { startTestPostgres, type TestPostgres } from '../../../test/harness/postgres.js';
import { createTestApp, testSettings } from '../../../test/harness/test-app.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { mintTenantId } from '../../platform/tenancy/tenant.js';
import { Terminal } from '../../platform/telemetry/terminal.js';
import { BootstrapAccessService } from '../auth/bootstrap-access.service.js';
import { InvitationsService } from '../people/invitations.service.js';
import { SsoModule } from './sso.module.js';

const PUBLIC_URL = 'https://logs.example.com';
const CALLBACK = `${PUBLIC_URL}/api/v1/auth/oidc/callback`;

describe('single sign-on', () => {
  let postgres: TestPostgres;
  let oidc: TestOidc;
  let byInvitation: NestFastifyApplication;
  let open: NestFastifyApplication;
  let off: NestFastifyApplication;
  let prisma: PrismaService;
  let number = 0;

  // The provider says that it keeps everything in memory, which is what a test wants.
  beforeAll(() => void jest.spyOn(console, 'warn').mockImplementation(() => undefined));
  beforeAll(async () => {
    [postgres, oidc] = await Promise.all([startTestPostgres(), startTestOidc(CALLBACK)]);
    const start = async (env: Record<string, string> = {}) => {
      const provider = { OIDC_ISSUER: oidc.issuer, OIDC_CLIENT_ID: OIDC_CLIENT.id, OIDC_CLIENT_SECRET: OIDC_CLIENT.secret };
      const settings = testSettings(postgres.dataDir, { PUBLIC_URL, ...provider, ...env });
      const app = await createTestApp({ imports: [SsoModule] }, { postgresUrl: postgres.url, settings });
      jest.spyOn(app.get(Terminal, { strict: false }), 'say').mockImplementation(() => undefined);
      return app;
    };
    [byInvitation, open, off] = [await start(), await start({ REGISTRATION: 'open' }), await start({ REGISTRATION: 'off' })];
    await byInvitation.get(BootstrapAccessService).ensure();
    prisma = byInvitation.get(PrismaService);
  });
  afterAll(async () => {
    for (const app of [byInvitation, open, off]) await app?.close();
    await oidc?.stop();
    await postgres?.stop();
  });

  const person = (over: Partial<ProviderAccount> = {}): ProviderAccount => {
    number += 1;
    return {
      sub: `subject-${number}`,
      email: `person-${number}@example.com`,
      email_verified: true,
      name: 'Per Son',
      preferred_username: `Person.${number}`,
      ...over,
    };
  };
  const cookiesOf = (answer: { cookies: { name: string; value: string }[] }) => Object.fromEntries(answer.cookies.map(({ name, value }) => [name, value]));

  /** From the button to the end, as a browser goes; `tamper` changes what it brings back. */
  async function signOn(account: ProviderAccount | undefined, app = byInvitation, tamper: (back: URL) => void = () => undefined) {
    oidc.account = account;
    const started = await app.inject({ url: '/api/v1/auth/oidc/start?next=/explore%3Fq%3Da' });
    expect(started.statusCode).toBe(302);
    const back = await oidc.walk(String(started.headers.location));
    tamper(back);
    const url = `${back.pathname}${back.search}`;
    const finished = await app.inject({ url, cookies: cookiesOf(started) });
    return { started, finished, url, location: finished.headers.location, cookies: cookiesOf(finished) };
  }
  const refresh = (cookies: Record<string, string>, app = byInvitation) => app.inject({ method: 'POST', url: '/api/v1/auth/refresh', cookies });

  it('starts with PKCE, state and nonce, and a cookie of ours that only comes back here', async () => {
    const { started } = await signOn(undefined);
    const url = new URL(String(started.headers.location));
    const asked = Object.fromEntries(url.searchParams);
    expect(asked).toMatchObject({ client_id: OIDC_CLIENT.id, response_type: 'code', redirect_uri: CALLBACK, code_challenge_method: 'S256' });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked[name]?.length).toBeGreaterThan(40);
    expect(String(started.headers['set-cookie'])).toMatch(/^logstream_oidc=[^;]+; Path=\/api\/v1\/auth\/oidc; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    expect(started.headers['cache-control']).toBe('no-store');
  });

  it('keeps its cookies to HTTPS at the public address', async () => {
    const started = await byInvitation.inject({ url: '/api/v1/auth/oidc/start', headers: { host: 'logs.example.com' } });
    expect(String(started.headers['set-cookie'])).toContain('; Secure; SameSite=Lax');
    const user = await makeUser(prisma);
    const login = await byInvitation.inject({
      method: 'POST',
      url: '/api/v1/auth/login',
      headers: { host: 'logs.example.com' },
      payload: { email: user.email, password: user.password },
    });
    expect(String(login.headers['set-cookie'])).toMatch(/^logstream_refresh=.*; Path=\/api\/v1\/auth; .*HttpOnly; Secure; SameSite=Strict$/);
  });

  it('lets a person in whose verified address is known, and knows them by issuer and subject from then on', async () => {
    const account = person();
    const user = await makeUser(prisma, { email: account.email ?? '', passwordHash: null });
    const { finished, location, cookies } = await signOn(account);
    expect([finished.statusCode, location]).toEqual([302, '/explore?q=a']);
    expect(cookies.logstream_oidc).toBe('');
    expect((await refresh(cookies)).json()).toMatchObject({ user: { id: user.id } });
    const again = await signOn({ ...account, email: 'moved@example.com', email_verified: false });
    expect((await refresh(again.cookies)).json()).toMatchObject({ user: { id: user.id, email: account.email } });
    expect(await prisma.externalIdentity.findMany({ where: { userId: user.id } })).toMatchObject([{ issuer: oidc.issuer, subject: account.sub }]);
    const actions = (await prisma.auditEvent.findMany({ where: { actorId: user.id }, orderBy: { id: 'asc' } })).map(({ action, after }) => ({ action, after }));
    expect(actions[0]).toMatchObject({ action: 'auth.identity-link' });
    expect(actions[1]).toEqual({ action: 'auth.sign-in', after: { method: 'single-sign-on' } });
  });

  it('takes no address that the provider does not vouch for', async () => {
    const account = person({ email_verified: false });
    await makeUser(prisma, { email: account.email ?? '' });
    expect((await signOn(account)).location).toBe('/login/?error=sso_email_not_verified');
    const { email: _, ...nameless } = person();
    expect((await signOn(nameless)).location).toBe('/login/?error=sso_email_not_verified');
  });

  it('makes no account without an invitation, unless registration is open', async () => {
    const account = person();
    for (const app of [byInvitation, off]) {
      const { location, cookies } = await signOn(account, app);
      expect([location, cookies.logstream_refresh]).toEqual(['/login/?error=sso_no_account', undefined]);
    }
    expect(await prisma.user.count({ where: { email: account.email ?? '' } })).toBe(0);
    const { cookies } = await signOn(account, open);
    const { user } = (await refresh(cookies, open)).json<{ user: object }>();
    expect(user).toMatchObject({ email: account.email, username: account.preferred_username?.toLowerCase(), name: 'Per Son', role: 'user', tenant: 'default' });
  });

  it('takes the seat of an invitation, once, unless that is turned off', async () => {
    const tenant = await makeTenant(prisma);
    const admin = await makeUser(prisma, { tenantId: tenant, role: 'admin' });
    const account = person();
    const context = {
      actor: { kind: 'user', id: admin.id, name: admin.email } as const,
      origin: { address: '', userAgent: '', requestId: '' },
      baseUrl: PUBLIC_URL,
    };
    await byInvitation.get(InvitationsService).invite(mintTenantId(tenant), { email: account.email ?? '', role: 'admin', limitQuery: '' }, context);
    expect((await signOn(account, off)).location).toBe('/login/?error=sso_no_account');
    const { cookies } = await signOn(account);
    expect((await refresh(cookies)).json()).toMatchObject({ user: { email: account.email, tenant, role: 'admin' } });
    expect((await prisma.invitation.findFirstOrThrow({ where: { tenantId: tenant } })).acceptedAt).not.toBeNull();
  });

  it('keeps out accounts that are disabled', async () => {
    const account = person();
    await makeUser(prisma, { email: account.email ?? '', disabledAt: new Date() });
    expect((await signOn(account)).location).toBe('/login/?error=sso_account_disabled');
  });

  it.each<[string, (back: URL) => void]>([
    ['another state', (back) => back.searchParams.set('state', 'x'.repeat(43))],
    ['another code', (back) => back.searchParams.set('code', 'x'.repeat(43))],
    ['nothing', (back) => (back.search = '')],
    ['the issuer of somebody else', (back) => back.searchParams.set('iss', 'https://evil.example')],
  ])('fails when the browser brings back %s', async (_, tamper) => {
    const account = person();
    await makeUser(prisma, { email: account.email ?? '' });
    const { location, cookies } = await signOn(account, byInvitation, tamper);
    expect([location, cookies.logstream_refresh]).toEqual(['/login/?error=sso_failed', undefined]);
  });

  it('fails for a browser that has not started it, a second time, and when the provider says no', async () => {
    const account = person();
    await makeUser(prisma, { email: account.email ?? '' });
    const { url, started } = await signOn(account);
    const own = await byInvitation.inject({ url: '/api/v1/auth/oidc/start' });
    for (const cookies of [{}, { logstream_oidc: 'forged.cookie' }, cookiesOf(own), cookiesOf(started)])
      expect((await byInvitation.inject({ url, cookies })).headers.location).toBe('/login/?error=sso_failed');
    expect((await signOn(undefined)).location).toBe('/login/?error=sso_failed');
  });

  it('is not there when it is not set up, and says so when the provider is away', async () => {
    const start = (env: Record<string, string>) =>
      createTestApp({ imports: [SsoModule] }, { postgresUrl: postgres.url, settings: testSettings(postgres.dataDir, env) });
    const none = await start({});
    const away = await start({ OIDC_ISSUER: 'http://127.0.0.1:1', OIDC_CLIENT_ID: 'x' });
    const answers = [await none.inject({ url: '/api/v1/auth/oidc/start' }), await away.inject({ url: '/api/v1/auth/oidc/start' })];
    expect(answers.map(({ statusCode, headers }) => [statusCode, headers.location])).toEqual([
      [404, undefined],
      [302, '/login/?error=sso_unavailable'],
    ]);
    for (const app of [none, away]) await app.close();
  });
});
