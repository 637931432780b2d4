import { gzipSync } from 'node:zlib';
import { startFullApp, type FullApp } from '../harness/full-app.js';

/** Everything that a caller can make large has a limit, and the answer names it. */
describe('OWASP API4:2023 Unrestricted Resource Consumption', () => {
  let full: FullApp;
  beforeAll(async () => {
    full = await startFullApp({ INGEST_REQUESTS_PER_SECOND: '20' });
  });
  afterAll(() => full?.stop());

  const post = (url: string, headers: Record<string, string>, payload: string | Buffer) =>
    full.app.inject({ method: 'POST', url, headers: { 'content-type': 'application/json', ...headers }, payload });

  it('bodies: 1 MiB for calls, 64 MiB for logs, also after unpacking', async () => {
    const admin = await full.signIn();
    expect((await post('/api/v1/auth/login', {}, `{"email":"${'x'.repeat(1_100_000)}"}`)).statusCode).toBe(413);
    const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024, 32));
    expect(bomb.length).toBeLessThan(100_000);
    expect((await post('/api/v1/logs/ingest', { ...admin.headers, 'content-encoding': 'gzip' }, bomb)).statusCode).toBe(413);
  });

  it('nothing of a large body is read for a stranger', async () => {
    const answer = await post('/api/v1/logs/ingest', {}, Buffer.alloc(70 * 1024 * 1024, 32));
    expect(answer.statusCode).toBe(401);
  });

  it('pages, ranges and queries', async () => {
    const admin = await full.signIn();
    const refused = [
      'logs/search?limit=1001',
      'logs/recent?limit=100000',
      'logs/histogram?interval=1s&from=now-1d',
      `logs/search?query=${'a'.repeat(4097)}`,
      'audit?limit=501',
      `audit?query=${'a'.repeat(201)}`,
    ];
    for (const path of refused) expect([path, (await full.app.inject({ url: `/api/v1/${path}`, headers: admin.headers })).statusCode]).toEqual([path, 400]);
  });

  it('nesting of a body', async () => {
    const admin = await full.signIn();
    expect((await post('/api/v1/trace/log', admin.headers, '['.repeat(200_000))).statusCode).toBe(400);
  });

  it('calls a second of one sender, with the setting to raise it', async () => {
    const key = await full.key({ scopes: ['ingest'] });
    const answers = await Promise.all(Array.from({ length: 60 }, () => post('/api/v1/logs/ingest', key.headers, '{"message":"x"}')));
    const refused = answers.filter(({ statusCode }) => statusCode === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused[0]?.json()).toMatchObject({ error: { details: { limit: 'INGEST_REQUESTS_PER_SECOND' } } });
  });
});
