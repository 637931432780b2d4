import { startFullApp, type FullApp } from '../harness/full-app.js';

/** A caller may set what is theirs to set, and sees what is theirs to see, property by property. */
describe('OWASP API3:2023 Broken Object Property Level Authorization', () => {
  let full: FullApp;
  beforeAll(async () => {
    full = await startFullApp({ RATE_LIMITS: 'off' });
  });
  afterAll(() => full?.stop());

  const ABOVE = { role: 'admin', isOwner: true, owner: true, scopes: ['admin'], tenant: 'default', tenantId: 'default', limitQuery: '', limit: '' };

  it('properties that nobody may set are dropped at every way in', async () => {
    const user = await full.signIn({ role: 'user' });
    const login = await full.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { ...ABOVE, email: user.email, password: user.password } });
    expect(login.json<{ user: object }>().user).toMatchObject({ role: 'user', tenant: user.tenantId });
    for (const method of ['PUT', 'PATCH'] as const) await full.app.inject({ method, url: '/api/v1/auth/me', headers: user.headers, payload: ABOVE });
    const kept = await full.prisma.user.findUniqueOrThrow({ where: { id: user.id } });
    expect(kept).toMatchObject({ role: 'user', isOwner: false, tenantId: user.tenantId });
  });

  it('the tenant of a log is that of its sender, whatever the payload says', async () => {
    const key = await full.key({ scopes: ['ingest', 'read'] });
    const victim = await full.signIn();
    const payload = { message: 'smuggled', tenant: victim.tenantId, tenantId: victim.tenantId, metadata: { tenant: victim.tenantId } };
    const sent = await full.app.inject({ method: 'POST', url: '/api/v1/logs/ingest', headers: key.headers, payload });
    expect(sent.statusCode).toBe(201);
    const found = (headers: Record<string, string>) => full.app.inject({ url: '/api/v1/logs/search?query=smuggled', headers });
    expect((await found(victim.headers)).json()).toMatchObject({ logs: [] });
    expect((await found(key.headers)).body).toContain('smuggled');
  });

  it('no answer has a hash or a secret of a person, a session or a key', async () => {
    const user = await full.signIn();
    const row = await full.prisma.user.findUniqueOrThrow({ where: { id: user.id } });
    const session = await full.prisma.session.findFirstOrThrow({ where: { userId: user.id } });
    const key = await full.key({ tenantId: user.tenantId });
    const hidden = [row.passwordHash ?? 'none', session.tokenHash, key.keyHash, key.text, user.password];
    const places = ['me', 'users', 'sessions', 'api-keys', 'invitations', 'mails'].map((part) => `/api/v1/auth/${part}`);
    for (const url of [...places, '/api/v1/audit', '/api/v1/audit/export?format=ndjson', '/api/v1/trace/debug', '/api/v1/tenant']) {
      const { body } = await full.app.inject({ url, headers: user.headers });
      for (const secret of hidden) expect(body).not.toContain(secret);
      expect(body).not.toMatch(/passwordHash|tokenHash|keyHash|argon2/);
    }
  });
});
