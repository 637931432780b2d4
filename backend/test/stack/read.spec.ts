import { RunningApp } from './running-app.js';

interface Log {
  id: string;
  message: string;
  timestamp: string;
  source: string;
  severity: string;
  metadata: Record<string, unknown>;
}
interface Page {
  logs: Log[];
  nextCursor: string | null;
  previousCursor: string | null;
  stats: { total?: number };
}

const MINUTE = 60_000;
// A whole minute some time ago, so that parts of a minute at the ends of a range are known.
const BASE = Math.floor((Date.now() - 3 * 3600_000) / MINUTE) * MINUTE;

describe('reading', () => {
  let app: RunningApp;
  let token: string;
  const search = (query: string) => app.get<Page>(`/api/v1/logs/search?${query}`, token);
  const messages = async (query: string) => (await search(query)).logs.map((log) => log.message);

  beforeAll(async () => {
    app = await RunningApp.start();
    token = await app.signIn();
    const records = [
      {
        source: 'pay',
        severity: 'error',
        message: 'Charge failed: upstream timeout',
        timestamp: BASE,
        metadata: { latency: 5003, ok: false, order: 'A-1', big: '12345678901234567890' },
      },
      { source: 'pay', severity: 'warn', message: 'Slow TIMEOUTS ahead', timestamp: BASE + 30_000 },
      { source: 'auth', severity: 'info', message: 'Токен ВЫДАН для пользователя', timestamp: BASE + 61_000 },
      { source: 'auth', severity: 'debug', message: 'peer 10.1.2.3 said "hello world"', timestamp: `${BASE + 120_000}123456` },
      { source: 'auth', severity: 'fatal', message: 'disk 100% full_up', timestamp: BASE + 150_000 },
    ];
    const response = await app.ingest(JSON.stringify(records));
    expect(response.status).toBe(201);
  }, 90_000);
  afterAll(() => app.dispose());

  it.each([
    ['query=TIMEOUT', ['Charge failed: upstream timeout']],
    ['query=timeout*', ['Slow TIMEOUTS ahead', 'Charge failed: upstream timeout']],
    ['query=выдан', ['Токен ВЫДАН для пользователя']],
    ['query=10.1.2.3', ['peer 10.1.2.3 said "hello world"']],
    ['query=0.1.2.3', []],
    ['query="hello world"', ['peer 10.1.2.3 said "hello world"']],
    ['query=100%25', ['disk 100% full_up']],
    ['query=full_up', ['disk 100% full_up']],
    ['query=-timeout*&source=pay', []],
    ['query=%27 OR 1=1', []],
    ['severity=error,fatal', ['disk 100% full_up', 'Charge failed: upstream timeout']],
    ['severity=warn&source=pay', ['Slow TIMEOUTS ahead']],
    [`from=${BASE + 30_000}&to=${BASE + 61_000}`, ['Slow TIMEOUTS ahead']],
  ])('search?%s', async (query, expected) => {
    await expect(messages(query)).resolves.toEqual(expected);
  });

  it('gives each log whole: types of metadata, ns, ids', async () => {
    const [log] = (await search('query=charge')).logs;
    expect(log).toMatchObject({ source: 'pay', severity: 'error', metadata: { latency: 5003, ok: false, order: 'A-1', big: '12345678901234567890' } });
    const [precise] = (await search('query=hello')).logs;
    expect(precise?.timestamp).toMatch(/\.000123456Z$/);
    await expect(app.get(`/api/v1/logs/${log?.id ?? ''}`, token)).resolves.toEqual(log);
  });

  it('pages without gap or repetition, also over equal times', async () => {
    const same = Array.from({ length: 250 }, (_, i) => ({ source: 'paged', message: `row ${i}`, timestamp: BASE }));
    await app.ingest(JSON.stringify(same));
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await search(`source=paged&limit=40${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.logs.map((log) => log.message));
      cursor = page.nextCursor ?? '';
    } while (cursor);
    expect(seen).toHaveLength(250);
    expect(new Set(seen).size).toBe(250);
  });

  it('leads from a page back to the one before', async () => {
    const first = await search('source=auth&limit=2');
    expect(first.previousCursor).toBeNull();
    const second = await search(`source=auth&limit=2&cursor=${first.nextCursor ?? ''}`);
    const back = await search(`source=auth&limit=2&cursor=${second.previousCursor ?? ''}`);
    expect(back.logs).toEqual(first.logs);
    expect(back.previousCursor).toBeNull();
  });

  it.each(['search', 'severity-breakdown', 'sources', 'histogram', 'recent'])('takes any time there is in %s', async (what) => {
    for (const range of [
      'from=0001-01-01T00:00:00Z',
      'to=9999-12-31T23:59:59Z',
      'from=0&to=999999999999999',
      'from=2999-01-01T00:00:00Z',
      'from=now-999999w',
      'to=5',
    ]) {
      const response = await fetch(`${app.url}/api/v1/logs/${what}?${range}`, { headers: { authorization: `Bearer ${token}` } });
      expect([range, response.status]).toEqual([range, 200]);
    }
    const all = await app.get<{ total: number }>('/api/v1/logs/severity-breakdown?source=pay&from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z', token);
    expect(all.total).toBe(2);
  });

  it('counts by time, by severity and by source, with parts of a minute at the ends', async () => {
    const range = `from=${BASE + 15_000}&to=${BASE + 130_000}&source=pay&source=auth`;
    const breakdown = await app.get<{ counts: Record<string, number>; total: number }>(`/api/v1/logs/severity-breakdown?${range}`, token);
    expect(breakdown).toEqual({ counts: { trace: 0, debug: 1, info: 1, warn: 1, error: 0, fatal: 0 }, total: 3 });
    await expect(app.get(`/api/v1/logs/sources?${range}`, token)).resolves.toEqual({
      items: [
        { source: 'auth', count: 2 },
        { source: 'pay', count: 1 },
      ],
    });
    await expect(app.get(`/api/v1/logs/severity-breakdown?${range}&query=timeouts`, token)).resolves.toMatchObject({ total: 1 });
    for (const interval of ['30s', '1m']) {
      const histogram = await app.get<{ interval: number; buckets: { start: string; counts: Record<string, number> }[] }>(
        `/api/v1/logs/histogram?from=${BASE}&to=${BASE + 180_000}&interval=${interval}&source=pay&source=auth`,
        token,
      );
      expect(histogram.buckets).toHaveLength(180 / histogram.interval);
      expect(histogram.buckets.flatMap((b) => Object.values(b.counts)).reduce((a, b) => a + b, 0)).toBe(5);
      expect(histogram.buckets[0]).toMatchObject({ start: new Date(BASE).toISOString(), counts: { error: 1 } });
    }
  });

  it('gives the newest arrivals first', async () => {
    await app.ingest(JSON.stringify([{ source: 'late', message: 'an old event that arrives now', timestamp: BASE - 86_400_000 }]));
    const { items } = await app.get<{ items: Log[] }>('/api/v1/logs/recent?limit=1', token);
    expect(items.map((log) => log.message)).toEqual(['an old event that arrives now']);
  });

  it.each([
    ['search?severity=loud', 400, 'invalid_query'],
    ['search?query=%22open', 400, 'invalid_query'],
    ['search?limit=5000', 400, 'bad_request'],
    ['search?cursor=nonsense', 400, 'invalid_query'],
    ['search?from=soon', 400, 'invalid_query'],
    ['search?severty=error', 400, 'bad_request'],
    ['search?count=maybe', 400, 'bad_request'],
    ['histogram?interval=9999999w', 400, 'invalid_query'],
    ['histogram?interval=1s&from=now-1d', 400, 'invalid_query'],
    ['0000000000000000', 404, 'not_found'],
    ['nonsense', 404, 'not_found'],
  ])('says what is wrong with %s', async (pathAndQuery, status, code) => {
    const response = await fetch(`${app.url}/api/v1/logs/${pathAndQuery}`, { headers: { authorization: `Bearer ${token}` } });
    expect([response.status, ((await response.json()) as { error: { code: string } }).error.code]).toEqual([status, code]);
  });

  it('says which limit a query of 10 KB is over', async () => {
    const response = await fetch(`${app.url}/api/v1/logs/search?query=${'x'.repeat(10_240)}`, { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/query must be shorter than or equal to 4096 characters/);
  });

  it('serves the published shapes of before', async () => {
    const recent = await app.get<(Log & { createdAt: string })[]>('/logs/recent', token);
    expect(recent).toHaveLength(50);
    expect(recent[0]?.createdAt).toBe(recent[0]?.timestamp);
    const breakdown = await app.get<{ severity: string; count: number }[]>('/logs/severity-breakdown', token);
    expect(breakdown.find((b) => b.severity === 'fatal')).toEqual({ severity: 'fatal', count: 1 });
    const status = await fetch(`${app.url}/`, { headers: { accept: 'application/json' } });
    expect(await status.json()).toMatchObject({ status: 'running' });
    const created = await fetch(`${app.url}/logs`, {
      method: 'POST',
      body: '{"source":"old","message":"by the old path"}',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    expect(created.status).toBe(201);
  });
});
