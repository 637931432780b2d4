import net from 'node:net';
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { INGEST_TOKEN, RunningApp } from './running-app.js';

interface Answer {
  accepted: number;
  ids: string[];
  rejected: { index: number; code: string; message: string }[];
  error?: { code: string; message: string; details?: Record<string, unknown>; requestId: string };
}

interface Log {
  id: string;
  message: string;
  timestamp: string;
  severity: string;
  metadata: Record<string, unknown>;
}

const good = (message = 'good') => JSON.stringify({ source: 'test', message });

describe('bad input gets a clear answer, and the good records of the call are kept', () => {
  let app: RunningApp;
  let token: string;

  beforeAll(async () => {
    app = await RunningApp.start();
    token = await app.signIn();
  }, 90_000);
  afterAll(() => app.dispose());

  const send = async (body: string | Buffer, headers?: Record<string, string>): Promise<[number, Answer]> => {
    const response = await app.ingest(body, headers);
    return [response.status, (await response.json()) as Answer];
  };
  const byId = (id: string | undefined) => app.get<Log>(`/api/v1/logs/${id ?? ''}`, token);

  it.each([
    ['text that is not JSON', 'hello', 'invalid_records'],
    ['an array that was cut off', `[${good()},`, 'invalid_records'],
    ['nothing', '', 'invalid_records'],
    ['an empty array', '[]', 'invalid_records'],
    ['a number', '42', 'invalid_records'],
    ['a record without a message', '{"source":"a"}', 'invalid_records'],
  ])('400 for %s', async (_, body, code) => {
    const [status, answer] = await send(body);
    expect([status, answer.error?.code]).toEqual([400, code]);
    expect(answer.error?.message).not.toBe('');
    expect(answer.error?.requestId).toBeTruthy();
  });

  it('keeps the good records beside ones of wrong types, and says which failed and why', async () => {
    const [status, answer] = await send(`[${good('first')}, 7, null, {"source":"x"}, {"message":{"a":1},"source":5,"severity":{"x":1},"timestamp":[]}]`);
    expect(status).toBe(201);
    expect(answer.accepted).toBe(2);
    expect(answer.rejected.map((r) => [r.index, r.code])).toEqual([
      [1, 'not_an_object'],
      [2, 'not_an_object'],
      [3, 'message_missing'],
    ]);
    await expect(byId(answer.ids[1])).resolves.toMatchObject({ message: '{"a":1}', source: '5' });
  });

  it('keeps the good lines of NDJSON beside bad ones', async () => {
    const [status, answer] = await send(`${good('a')}\nnot json\n${good('b')}\n`, { 'content-type': 'application/x-ndjson' });
    expect([status, answer.accepted, answer.rejected.map((r) => [r.index, r.code])]).toEqual([201, 2, [[1, 'invalid_json']]]);
  });

  it('refuses one record over the limit and keeps its neighbour', async () => {
    const [status, answer] = await send(`${good('small')}\n${JSON.stringify({ message: 'x'.repeat(9 * 1024 * 1024) })}`);
    expect([status, answer.accepted, answer.rejected.map((r) => [r.index, r.code])]).toEqual([201, 1, [[1, 'record_too_large']]]);
    expect(answer.rejected[0]?.message).toMatch(/8 MiB/);
  });

  it('takes a line of 5 MB: short in lists, whole by id', async () => {
    const message = `long ${'é'.repeat(2_500_000)} end`;
    const [status, answer] = await send(JSON.stringify({ source: 'long-line', message }));
    expect(status).toBe(201);
    expect((await byId(answer.ids[0])).message).toBe(message);
    const { logs } = await app.get<{ logs: (Log & { truncated?: boolean })[] }>('/api/v1/logs/search?source=long-line', token);
    expect(logs[0]?.truncated).toBe(true);
    expect(Buffer.byteLength(logs[0]?.message ?? '')).toBeLessThanOrEqual(8192);
    expect(logs[0]?.message).not.toContain('\ufffd');
  });

  it('413 for a body over 64 MiB, packed or not', async () => {
    const body = Buffer.alloc(65 * 1024 * 1024, 32);
    const [packedStatus, packed] = await send(gzipSync(body), { 'content-encoding': 'gzip' });
    expect([packedStatus, packed.error?.code, packed.error?.details?.['limitBytes']]).toEqual([413, 'payload_too_large', 64 * 1024 * 1024]);
    const plain = await app.ingest(body).then(
      (response) => response.status,
      () => 413,
    );
    expect(plain).toBe(413);
  });

  it('takes 100,000 records in a call', async () => {
    const [status, answer] = await send(gzipSync(Array.from({ length: 100_000 }, (_, i) => `{"source":"bulk","message":"record ${i}"}`).join('\n')), {
      'content-encoding': 'gzip',
    });
    expect([status, answer.accepted, new Set(answer.ids).size]).toEqual([201, 100_000, 100_000]);
    const { counts } = await app.get<{ counts: Record<string, number> }>('/api/v1/logs/severity-breakdown?source=bulk', token);
    expect(counts['info']).toBe(100_000);
  }, 60_000);

  it('takes records from 400 different days in one call', async () => {
    const day = 86_400_000;
    const start = Date.now() - 400 * day;
    const records = Array.from({ length: 400 }, (_, i) => ({ source: 'archive', message: `day ${i}`, timestamp: new Date(start + i * day).toISOString() }));
    const [status, answer] = await send(JSON.stringify(records));
    expect([status, answer.accepted]).toEqual([201, 400]);
    const { stats } = await app.get<{ stats: { total: number } }>(`/api/v1/logs/search?source=archive&count=true&from=${start}&to=${start + 100 * day}`, token);
    expect(stats.total).toBe(100);
  });

  it('keeps NUL bytes, replaces invalid UTF-8, and reads them back', async () => {
    const [, nul] = await send('{"message":"a\\u0000b"}');
    expect((await byId(nul.ids[0])).message).toBe('a\u0000b');
    const [, broken] = await send(Buffer.concat([Buffer.from('{"message":"caf'), Buffer.from([0xe9, 0x20, 0xff]), Buffer.from('"}')]));
    expect((await byId(broken.ids[0])).message).toBe('caf\ufffd \ufffd');
    const [, surrogate] = await send('{"message":"half \\ud800 pair"}');
    expect((await byId(surrogate.ids[0])).message).toBe('half \ufffd pair');
  });

  it('takes keys that mean something to JavaScript as data, the last of a repeated key, and numbers of any size', async () => {
    const [status, answer] = await send(
      `[{"message":"a","metadata":{"__proto__":{"admin":true},"constructor":{"prototype":1},"toString":"t"}},{"message":"first","message":"last"},{"message":"n","metadata":{"huge":1e400,"long":123456789012345678901234567890,"exact":9007199254740993,"small":-0.5}}]`,
    );
    expect([status, answer.accepted]).toEqual([201, 3]);
    const [keys, repeated, numbers] = await Promise.all(answer.ids.map(byId));
    expect(Object.entries(keys?.metadata ?? {}).sort()).toEqual([
      ['__proto__.admin', true],
      ['constructor.prototype', 1],
      ['toString', 't'],
    ]);
    expect(repeated?.message).toBe('last');
    expect(numbers?.metadata).toEqual({ huge: 'Infinity', long: '123456789012345678901234567890', exact: '9007199254740993', small: -0.5 });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])('reads JSON that is called %s', async (type) => {
    const [status, answer] = await send(good(), { 'content-type': type });
    expect([status, answer.accepted]).toEqual([201, 1]);
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(256 * 1024 * 1024))],
    ['br', brotliCompressSync(Buffer.alloc(128 * 1024 * 1024), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
    ['zstd', zstdCompressSync(Buffer.alloc(128 * 1024 * 1024))],
  ])('413 for a small %s body that unpacks to a large one', async (encoding, bomb) => {
    const [status, answer] = await send(bomb, { 'content-encoding': encoding });
    expect([status, answer.error?.code]).toEqual([413, 'payload_too_large']);
  });

  it('400 for a packed body that was cut off', async () => {
    const [status, answer] = await send(gzipSync(good()).subarray(0, -9), { 'content-encoding': 'gzip' });
    expect([status, answer.error?.message]).toEqual([400, expect.stringMatching(/gzip/)]);
  });

  it('takes a body in chunks, and others while many senders are slow', async () => {
    const url = new URL(app.url);
    const open = () => net.connect(Number(url.port), url.hostname).on('error', () => undefined);
    const head = `POST /api/v1/logs/ingest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${INGEST_TOKEN}\r\n`;
    const slow = Array.from({ length: 100 }, () => open());
    await Promise.all(slow.map((socket) => new Promise<void>((resolve) => socket.write(`${head}Content-Length: 5000\r\n\r\n{`, () => resolve()))));
    const chunked = open();
    const chunks = [good().slice(0, 7), good().slice(7), ''].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`);
    chunked.write(`${head}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.join('')}`);
    let text = '';
    for await (const part of chunked) text += String(part);
    expect(text).toMatch(/^HTTP\/1.1 201 [\s\S]*"accepted":1/);
    slow.forEach((socket) => socket.destroy());
  });

  it.each(['metadata', 'message', 'list'])('refuses a record whose %s is nested 100,000 levels deep, and keeps its neighbours', async (field) => {
    const good = '{"message":"beside the abyss","number":12345678901234567890}';
    const deep = `{"message":"m","${field}":{"d":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
    for (const body of [`[${good},${deep},${good}]`, `${good}\n${deep}\n${good}`]) {
      const response = await app.ingest(body);
      expect(response.status).toBe(201);
      expect(await response.json()).toMatchObject({ accepted: 2, rejected: [{ index: 1, code: 'nested_too_deep' }] });
    }
  });

  it('bounds a time in the year 9999 and keeps the original', async () => {
    const [status, answer] = await send('{"message":"far","timestamp":"9999-12-31T23:59:59Z"}');
    expect(status).toBe(201);
    const log = await byId(answer.ids[0]);
    expect(log.metadata).toMatchObject({ original_timestamp: '9999-12-31T23:59:59Z', timestamp_adjusted: 'clamped' });
    expect(Date.parse(log.timestamp)).toBeLessThanOrEqual(Date.now() + 86_400_000);
  });

  it('stores nothing of a client that stops half-way, and goes on', async () => {
    const url = new URL(app.url);
    const socket = net.connect(Number(url.port), url.hostname);
    const body = `${good('half-way-marker')}\n`.repeat(1000);
    socket.write(
      `POST /api/v1/logs/ingest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${INGEST_TOKEN}\r\nContent-Type: application/x-ndjson\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5000)}`,
    );
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    socket.destroy();
    const [status] = await send(good('after the one who left'));
    expect(status).toBe(201);
    const { logs } = await app.get<{ logs: Log[] }>('/api/v1/logs/search?query=half-way-marker', token);
    expect(logs).toHaveLength(0);
  });

  it.each([
    ['a wrong token', { authorization: 'Bearer ls_wrong' }, 401],
    ['no token', { authorization: '' }, 401],
    ['an unknown encoding', { 'content-encoding': 'snappy' }, 415],
  ])('refuses %s', async (_, headers, expected) => {
    const [status, answer] = await send(good(), headers);
    expect(status).toBe(expected);
    expect(answer.error?.message).not.toBe('');
  });

  it('does not let the ingest token read', async () => {
    const response = await fetch(`${app.url}/api/v1/logs/recent`, { headers: { authorization: `Bearer ${INGEST_TOKEN}` } });
    expect(response.status).toBe(403);
  });

  it('answers a repeated call with the same key once stored, with the same ids', async () => {
    const headers = { 'idempotency-key': 'batch-1' };
    const [, first] = await send(good('only once'), headers);
    const [status, again] = await send(good('only once'), headers);
    expect([status, again.ids]).toEqual([201, first.ids]);
    const { stats } = await app.get<{ stats: { total: number } }>('/api/v1/logs/search?query="only once"&count=true', token);
    expect(stats.total).toBe(1);
  });

  it('429 beyond the calls a second of one token, with when to come back', async () => {
    const limited = await RunningApp.start({ INGEST_REQUESTS_PER_SECOND: '5' });
    try {
      const responses = await Promise.all(Array.from({ length: 20 }, () => limited.ingest(good())));
      const refused = responses.filter((r) => r.status === 429);
      expect(refused.length).toBeGreaterThan(0);
      expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(((await refused[0]?.json()) as Answer).error).toMatchObject({
        code: 'rate_limited',
        details: { limit: 'INGEST_REQUESTS_PER_SECOND', perSecond: 5 },
      });
    } finally {
      await limited.dispose();
    }
  }, 90_000);
});
