import { startFullApp, type FullApp } from '../harness/full-app.js';

/** What the app is like when nobody has set anything. */
describe('OWASP API8:2023 Security Misconfiguration', () => {
  let full: FullApp;
  beforeAll(async () => {
    full = await startFullApp({ PUBLIC_URL: 'https://logs.example' });
  });
  afterAll(() => full?.stop());

  const get = (url: string, headers: Record<string, string> = {}) => full.app.inject({ url, headers });
  const SAMPLES = ['/', '/health', '/api/v1/logs/recent', '/nothing', '/docs', '/docs/json', '/.well-known/security.txt', '/%zz'];

  it('every answer tells browsers to be strict, and none says what the server is made of', async () => {
    for (const url of SAMPLES) {
      const { headers } = await get(url);
      expect([url, headers['x-content-type-options'], headers['content-security-policy']]).toEqual([
        url,
        'nosniff',
        expect.stringContaining(`default-src 'none'`),
      ]);
      expect(String(headers['content-security-policy'])).toContain(`frame-ancestors 'none'`);
      expect(headers['x-powered-by'] ?? headers['server']).toBeUndefined();
    }
    expect((await get('/health')).headers).toMatchObject({
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'permissions-policy': expect.any(String),
    });
  });

  it('scripts run from the own files only, in /docs too', async () => {
    const policy = String((await get('/docs')).headers['content-security-policy']);
    expect(policy).toContain(`script-src 'self';`);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect((await get('/documents')).headers['content-security-policy']).not.toContain('script-src');
  });

  it('what binds a browser to HTTPS is sent over HTTPS only', async () => {
    const plain = (await get('/health', { host: '10.0.0.5:3000' })).headers;
    expect([plain['strict-transport-security'], plain['cross-origin-opener-policy']]).toEqual([undefined, undefined]);
    expect(plain['content-security-policy']).not.toContain('upgrade-insecure-requests');
    const secure = (await get('/health', { host: 'logs.example' })).headers;
    expect(secure).toMatchObject({ 'strict-transport-security': 'max-age=31536000', 'cross-origin-opener-policy': 'same-origin' });
    expect(secure['content-security-policy']).toContain('upgrade-insecure-requests');
    const forged = (await get('/health', { host: '10.0.0.5:3000', 'x-forwarded-proto': 'https' })).headers;
    expect(forged['strict-transport-security']).toBeUndefined();
  });

  it('no other origin may read an answer', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' };
    for (const method of ['GET', 'OPTIONS'] as const) {
      const answer = await full.app.inject({ method, url: '/api/v1/logs/recent', headers });
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('a page of another site signs nobody in, out or on: forms, fetch, with and without a cookie', async () => {
    const user = await full.signIn();
    const login = await full.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { email: user.email, password: user.password } });
    const cookie = String(login.headers['set-cookie']).split(';')[0] ?? '';
    const fromElsewhere = [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const site of fromElsewhere) {
      for (const path of ['refresh', 'logout', 'login']) {
        const form = { 'content-type': 'application/x-www-form-urlencoded', ...site, cookie };
        const payload = `username=${encodeURIComponent(user.email)}&password=${user.password}`;
        const answer = await full.app.inject({ method: 'POST', url: `/api/v1/auth/${path}`, headers: form, payload });
        expect([path, answer.statusCode, answer.headers['set-cookie']]).toEqual([path, 403, undefined]);
      }
    }
    const own = { origin: 'https://logs.example', 'sec-fetch-site': 'same-origin', cookie };
    expect((await full.app.inject({ method: 'POST', url: '/api/v1/auth/refresh', headers: own })).statusCode).toBe(200);
  });

  it('the cookie is kept from scripts and other sites, and Secure over HTTPS', async () => {
    const user = await full.signIn();
    const cookieOver = async (host: string) =>
      String(
        (await full.app.inject({ method: 'POST', url: '/api/v1/auth/login', headers: { host }, payload: { email: user.email, password: user.password } }))
          .headers['set-cookie'],
      );
    expect(await cookieOver('logs.example')).toMatch(/HttpOnly; Secure; SameSite=Strict/);
    expect(await cookieOver('10.0.0.5:3000')).toMatch(/HttpOnly; SameSite=Strict/);
  });

  it('an error that nobody expected tells nothing but the id that finds it in the log', async () => {
    const admin = await full.signIn();
    jest.spyOn(full.prisma.auditEvent, 'findMany').mockImplementationOnce(() => {
      throw new Error('postgresql://app:geheim@db/x at /srv/secret.ts');
    });
    const answer = await get('/api/v1/audit', { ...admin.headers, 'x-request-id': 'odd-1' });
    expect(answer.json()).toEqual({ error: { code: 'internal', message: expect.any(String), requestId: 'odd-1' } });
    expect(answer.body).not.toMatch(/geheim|secret\.ts| at /);
    const line = full.log.find((text) => text.includes('odd-1')) ?? '';
    expect(line).toContain('secret.ts');
    expect(line).not.toContain('geheim');
  });
});
