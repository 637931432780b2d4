import { once } from 'node:events';
import { connect } from 'node:net';
import { io } from 'socket.io-client';
import { RunningApp } from './running-app.js';

interface NewKey {
  id: string;
  key: string;
}

interface ErrorAnswer {
  error: { code: string; details: Record<string, unknown> };
}

/** API keys and limits on the app as people run it. */
describe('API keys on the running app', () => {
  let app: RunningApp;
  let admin: string;

  beforeAll(async () => {
    app = await RunningApp.start({ RATE_LIMIT_RECENT: '3' });
    admin = await app.signIn();
  }, 90_000);
  afterAll(() => app?.dispose());

  const keys = (method: string, path: string, body?: object) =>
    fetch(`${app.url}/api/v1/auth/api-keys${path}`, {
      method,
      headers: { authorization: `Bearer ${admin}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  async function newKey(wanted: object): Promise<NewKey> {
    const answer = await keys('POST', '', { name: 'Test', scopes: ['ingest'], ...wanted });
    expect(answer.status).toBe(201);
    return (await answer.json()) as NewKey;
  }
  const send = (key: string, body: string, headers: Record<string, string> = {}) => app.ingest(body, { authorization: `Bearer ${key}`, ...headers });

  it('give logs the source and environment of their key, in every form of a body', async () => {
    const { key } = await newKey({ source: 'fixed "source"', environment: 'fixed' });
    const bodies = [
      '{"source":"own","env":"own","message":"fixedcase plain"}',
      '[{"service":"own","message":"fixedcase list","tags":[1]},{"message":"fixedcase none"}]',
      '{"app":"own","msg":"fixedcase \\u006cine"}\n{"log":"fixedcase line two","environment":"own"}',
    ];
    for (const body of bodies) expect((await send(key, body)).status).toBe(201);
    const { logs } = await app.get<{ logs: { source: string; environment: string }[] }>('/api/v1/logs/search?query=fixedcase', admin);
    expect(logs.map(({ source, environment }) => `${source} ${environment}`)).toEqual(Array.from({ length: 5 }, () => 'fixed "source" fixed'));
  });

  it('are held to their records a second, with which limit, whose, and when to come back', async () => {
    const { id, key } = await newKey({ recordsPerSecond: 2 });
    expect((await send(key, Array.from({ length: 20 }, () => '{"message":"limited"}').join('\n'))).status).toBe(201);
    const refused = await send(key, '{"message":"limited"}');
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(5);
    const { details } = ((await refused.json()) as ErrorAnswer).error;
    expect(details).toEqual({
      limit: 'recordsPerSecond',
      perSecond: 2,
      retryAfterSeconds: seconds,
      subject: { kind: 'key', id, name: 'Test' },
      change: `PATCH /api/v1/auth/api-keys/${id}`,
    });
    expect((await keys('PATCH', `/${id}`, { recordsPerSecond: null })).status).toBe(200);
    expect((await send(key, '{"message":"limited"}')).status).toBe(201);
  });

  it('are held to their bytes a second before the body is read', async () => {
    const { key } = await newKey({ bytesPerSecond: 1000 });
    expect((await send(key, JSON.stringify({ message: 'x'.repeat(5000) }))).status).toBe(201);
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname);
    // The head of a call whose body never comes.
    socket.write(`POST /api/v1/logs/ingest HTTP/1.1\r\nHost: x\r\nX-API-Key: ${key}\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 429 /);
    expect(answer.toString()).toMatch(/\r\nretry-after: [1-9]/i);
    expect((await send(key, JSON.stringify({ message: 'x'.repeat(70_000) }))).status).toBe(429);
    const { key: fresh } = await newKey({ bytesPerSecond: 1000 });
    expect((await send(fresh, JSON.stringify({ message: 'x'.repeat(70_000) }))).status).toBe(413);
  });

  it('take their sockets with them within 2 s when they are revoked', async () => {
    const { id, key } = await newKey({ scopes: ['read'] });
    const socket = io(`${app.url}/live`, { auth: { token: key }, transports: ['websocket'], reconnection: false });
    await once(socket as unknown as NodeJS.EventEmitter, 'connect');
    const ended = once(socket as unknown as NodeJS.EventEmitter, 'auth:ended');
    const began = performance.now();
    expect((await keys('DELETE', `/${id}`)).status).toBe(204);
    expect((await ended)[0]).toMatchObject({ code: 'unauthenticated' });
    expect(performance.now() - began).toBeLessThan(2000);
    socket.close();
  });

  it('share a limit of calls with nobody, and files and /health know none', async () => {
    const { key } = await newKey({ scopes: ['read'] });
    const recent = async () => (await fetch(`${app.url}/api/v1/logs/recent`, { headers: { 'x-api-key': key } })).status;
    expect([await recent(), await recent(), await recent(), await recent()]).toEqual([200, 200, 200, 429]);
    for (const path of ['/health', '/', '/explore/', '/theme.js']) {
      const answers = await Promise.all(Array.from({ length: 110 }, () => fetch(`${app.url}${path}`, { headers: { accept: 'text/html' } })));
      expect(answers.map(({ status, headers }) => [status, headers.get('ratelimit-limit')])).toEqual(Array.from({ length: 110 }, () => [200, null]));
    }
    const config = await fetch(`${app.url}/api/v1/auth/me`);
    expect([config.status, config.headers.get('ratelimit-remaining')]).toEqual([401, '99']);
  });

  it('connect sockets only as often as they call', async () => {
    const limited = await RunningApp.start({ RATE_LIMIT_GENERAL: '2' });
    try {
      const refused = async () => {
        const socket = io(`${limited.url}/live`, { auth: { token: 'ls_nobody_has_this_key' }, transports: ['websocket'], reconnection: false, forceNew: true });
        const [error] = (await once(socket as unknown as NodeJS.EventEmitter, 'connect_error')) as [Error & { data: { code: string; details?: object } }];
        socket.close();
        return error.data;
      };
      expect([(await refused()).code, (await refused()).code]).toEqual(['unauthenticated', 'unauthenticated']);
      expect(await refused()).toMatchObject({ code: 'rate_limited', details: { limit: 'general', subject: { kind: 'address', name: '127.0.0.1' } } });
    } finally {
      await limited.dispose();
    }
  }, 90_000);
});
