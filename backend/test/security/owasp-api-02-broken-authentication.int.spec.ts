import { createHmac } from 'node:crypto';
import { startFullApp, type FullApp } from '../harness/full-app.js';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Who somebody is has to be proven on each call, and guessing is slow. */
describe('OWASP API2:2023 Broken Authentication', () => {
  let full: FullApp;
  beforeAll(async () => {
    full = await startFullApp();
  });
  afterAll(() => full?.stop());

  const me = (token: string) => full.app.inject({ url: '/api/v1/auth/me', headers: { authorization: `Bearer ${token}` } });
  const login = (email: string, password: string, remoteAddress: string) =>
    full.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { email, password }, remoteAddress });

  it('a token that was changed, signed by another or not at all, or has ended is refused', async () => {
    const user = await full.signIn();
    const [head = '', claims = '', signature = ''] = user.token.split('.');
    expect((await me(user.token)).statusCode).toBe(200);
    const own = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    const signed = (key: string, payload: object) => {
      const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(payload)}`;
      return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
    };
    const forged = [
      `${encode({ alg: 'none', typ: 'JWT' })}.${claims}.`,
      `${encode({ alg: 'none', typ: 'JWT' })}.${claims}.${signature}`,
      `${head}.${encode({ ...own, owner: true })}.${signature}`,
      signed('secret', own),
      signed('', own),
      `${head}.${claims}.${signature.slice(0, -2)}AA`,
    ];
    for (const token of forged) expect((await me(token)).statusCode).toBe(401);
    await full.app.inject({ method: 'POST', url: '/api/v1/auth/logout', headers: user.headers });
    expect((await me(user.token)).statusCode).toBe(401);
  });

  it('an unknown address and a wrong password are answered alike', async () => {
    const user = await full.signIn();
    const answers = [await login(user.email, 'wrong', '10.1.0.1'), await login('nobody@example.com', 'wrong', '10.1.0.2')];
    const [known, unknown] = answers.map(({ statusCode, body }) => [statusCode, body.replace(/"requestId":"[^"]+"/, '')]);
    expect(known).toEqual(unknown);
    expect(known?.[0]).toBe(401);
  });

  it('guessing ends in 429 with the time to wait, and does not lock the person out', async () => {
    const user = await full.signIn();
    const tries = await Promise.all(Array.from({ length: 30 }, () => login(user.email, 'wrong', '10.1.1.1')));
    const refused = tries.filter(({ statusCode }) => statusCode === 429);
    expect(refused).toHaveLength(20);
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await login(user.email, user.password, '10.1.1.2')).statusCode).toBe(200);
  });

  it('a session cannot be carried in an address, where it would be written to logs', async () => {
    const user = await full.signIn();
    for (const name of ['token', 'access_token', 'accessToken', 'api_key', 'apiKey']) {
      expect((await full.app.inject({ url: `/api/v1/auth/me?${name}=${user.token}` })).statusCode).toBe(401);
    }
  });
});
