import { startFullApp, type FullApp } from '../../../test/harness/full-app.js';
import type { LogDto } from '../logs/dto/log-answers.dto.js';
import type { TraceContextDto, TraceDebugDto, TraceLogAnswerDto } from './dto/trace-answers.dto.js';

let full: FullApp;
beforeAll(async () => {
  full = await startFullApp();
});
afterAll(() => full?.stop());

const get = (url: string, headers: Record<string, string>) => full.app.inject({ url, headers });

describe('the ids of a request', () => {
  it('are on every answer, whoever gave it', async () => {
    const ids = { 'x-request-id': 'edge-1', 'x-correlation-id': 'order:42' };
    const answers = [
      await get('/health', ids),
      await get('/api/v1/trace/context', ids),
      await get('/nothing/here', ids),
      await get('/%zz', ids),
      await get('/docs/json', ids),
      await get('/.well-known/security.txt', ids),
      await full.app.inject({ method: 'POST', url: '/api/v1/logs/ingest', headers: ids, payload: '{}' }),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 401, 404, 400, 200, 200, 401]);
    for (const { headers } of answers) expect(headers).toMatchObject(ids);
    const unasked = await get('/health', {});
    expect(unasked.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(unasked.headers['x-correlation-id']).toBe(unasked.headers['x-request-id']);
  });

  it('are made anew in place of ones that are not safe, and nothing is refused for them', async () => {
    const user = await full.signIn();
    for (const unsafe of ['a b', '<script>', 'x'.repeat(129), 'a;b']) {
      const answer = await get('/api/v1/trace/context', { ...user.headers, 'x-correlation-id': unsafe });
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['x-correlation-id']).toBe(answer.headers['x-request-id']);
    }
  });

  it('are in what the app writes to its own log while the request runs', async () => {
    const user = await full.signIn();
    jest.spyOn(full.prisma.auditEvent, 'findMany').mockImplementationOnce(() => {
      throw new Error('broken on purpose');
    });
    const answer = await get('/api/v1/audit', { ...user.headers, 'x-request-id': 'find-me', 'x-correlation-id': 'and-me' });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('broken on purpose');
    const lines = full.log.filter((line) => line.includes('broken on purpose')).map((line) => JSON.parse(line) as object);
    expect(lines).toEqual([expect.objectContaining({ requestId: 'find-me', correlationId: 'and-me' })]);
  });
});

describe('trace/context and trace/debug', () => {
  it('tell a caller what the platform knows of the request', async () => {
    const user = await full.signIn({ role: 'user' });
    const context = (await get('/api/v1/trace/context', { ...user.headers, 'x-correlation-id': 'c-1' })).json<TraceContextDto>();
    expect(context).toMatchObject({
      correlationId: 'c-1',
      tenant: user.tenantId,
      caller: { kind: 'user', id: user.id, scopes: ['read'] },
      address: '127.0.0.1',
    });
    const key = await full.key({ scopes: ['read'], name: 'probe' });
    expect((await get('/api/v1/trace/context', key.headers)).json<TraceContextDto>().caller).toMatchObject({ kind: 'key', name: 'probe' });
  });

  it('show an admin the wire, without a secret', async () => {
    const admin = await full.signIn();
    const headers = { ...admin.headers, cookie: 'logstream_refresh=geheim', 'x-api-key': 'geheim', 'x-forwarded-for': '1.2.3.4', 'x-proxy': 'edge' };
    const answer = await get('/api/v1/trace/debug?token=geheim&a=1', headers);
    expect(answer.json<TraceDebugDto>()).toMatchObject({
      method: 'GET',
      url: '/api/v1/trace/debug?token=***&a=1',
      protocol: 'http',
      trustsProxy: false,
      address: '127.0.0.1',
      headers: { authorization: '***', cookie: '***', 'x-api-key': '***', 'x-forwarded-for': '1.2.3.4', 'x-proxy': 'edge' },
    });
    for (const secret of [admin.token, 'geheim']) expect(answer.body).not.toContain(secret);
    const user = await full.signIn({ role: 'user', tenantId: admin.tenantId });
    expect((await get('/api/v1/trace/debug', user.headers)).statusCode).toBe(403);
  });
});

describe('trace/log', () => {
  const write = (payload: object, headers: Record<string, string>) => full.app.inject({ method: 'POST', url: '/api/v1/trace/log', payload, headers });

  it('writes a log of the tenant of its caller, with the ids of the request', async () => {
    const user = await full.signIn({ role: 'user' });
    const answer = await write(
      { message: 'checkout began', severity: 'warn', source: 'shop', metadata: { orderId: 'A-1', tenant: 'other', requestId: 'fake' }, tenant: 'other' },
      { ...user.headers, 'x-correlation-id': 'order-7' },
    );
    expect(answer.statusCode).toBe(201);
    const { id, requestId, correlationId } = answer.json<TraceLogAnswerDto>();
    expect(correlationId).toBe('order-7');
    const log = (await get(`/api/v1/logs/${id}`, user.headers)).json<LogDto>();
    expect(log).toMatchObject({
      message: 'checkout began',
      severity: 'warn',
      source: 'shop',
      traceId: 'order-7',
      eventType: 'trace',
      metadata: { orderId: 'A-1' },
    });
    expect(log.metadata['requestId']).toBe(requestId);
    const stranger = await full.signIn();
    expect((await get(`/api/v1/logs/${id}`, stranger.headers)).statusCode).toBe(404);
  });

  it('is for people and for keys that may write, not for keys that only read', async () => {
    const reading = await full.key({ scopes: ['read'] });
    expect((await write({ message: 'x' }, reading.headers)).statusCode).toBe(403);
    const both = await full.key({ scopes: ['read', 'ingest'] });
    expect((await write({ message: 'x' }, both.headers)).statusCode).toBe(201);
  });

  it.each([{}, { message: '' }, { message: 5 }, { message: 'x', severity: 'loud' }, { message: 'x', metadata: [] }, { message: 'x', source: 'y'.repeat(257) }])(
    'answers 400 to %j',
    async (payload) => {
      const user = await full.signIn();
      expect((await write(payload, user.headers)).statusCode).toBe(400);
    },
  );
});
