import { ClickHouseError } from '@clickhouse/client';
import { startTestEngine, type TestEngine } from '../../../../test/harness/engine.js';
import { mintTenantId, type TenantId } from '../../../platform/tenancy/tenant.js';
import { LogBatcher, type Outcome } from '../../ingest/batch/log-batcher.js';
import { formatLogId } from '../log-id.js';
import type { LogRecord } from '../log-record.js';
import { LogScope } from '../log-scope.js';
import { compileToPredicate } from '../query/compile-to-predicate.js';
import { parseFilter } from '../query/parse-filter.js';
import { printFilter } from '../query/print-filter.js';
import { ClickHouseLogStore } from './clickhouse-log-store.js';
import { countsSource } from './counts-sql.js';
import { encodeRow } from './encode-row.js';
import { EncodedRows } from './encoded-rows.js';

const NOW = Date.now();
/** What a user with a limit may see of a tenant; all of it without one. */
const scopeOf = (tenant: TenantId, limitQuery = '') => LogScope.of({ kind: 'user', tenant, limitQuery });
let nextSeq = 1;

function record(overrides: Partial<LogRecord> = {}): LogRecord {
  const empty = { host: '', environment: '', eventType: '', userId: '', traceId: '', spanId: '', metadataRest: '', patternId: '' };
  return {
    ...empty,
    observedAtMs: NOW,
    seq: nextSeq++,
    timestampMs: NOW,
    timestampNs: 0,
    source: 's',
    severity: 9,
    message: 'm',
    metadata: {},
    ingest: 'http',
    ...overrides,
  };
}

function encoded(tenant: TenantId, records: readonly LogRecord[], poison = -1): EncodedRows {
  const rows = new EncodedRows();
  records.forEach((r, i) => rows.append(i === poison ? encodeRow(tenant, r, 7).replace(`,${r.severity},`, ',"no number",') : encodeRow(tenant, r, 7), r));
  return rows;
}

describe('ClickHouseLogStore on the real engine', () => {
  let engine: TestEngine;
  let store: ClickHouseLogStore;

  beforeAll(async () => {
    engine = await startTestEngine();
    store = new ClickHouseLogStore(engine.client);
  }, 60_000);
  afterAll(() => engine.stop());

  const count = (tenant: TenantId, query = '') => store.count(scopeOf(tenant), { filter: parseFilter({ query }) });

  it('stores a batch once however often it is sent, in the table and in the counts', async () => {
    const tenant = mintTenantId('repeated');
    const batch = { token: 'same', body: [encoded(tenant, [record(), record()]).slice()], rows: 2 };
    await store.insert(batch);
    await store.insert(batch);
    expect(await count(tenant)).toBe(2);
    expect(await count(tenant, 'm')).toBe(2);
  });

  it('answers counts from what each part keeps of itself, equal to its logs also after a deletion', async () => {
    const tenant = mintTenantId('counted');
    for (const minutes of [0, 0, 3]) {
      const records = Array.from({ length: 30 }, (_, i) => record({ timestampMs: NOW - minutes * 60_000, severity: 1 + (i % 24), source: i % 2 ? 'a' : 'b' }));
      await store.insert({ token: `counted-${nextSeq}`, body: [encoded(tenant, records).slice()], rows: records.length });
    }
    const minute = (offset: number) => (Math.floor(NOW / 60_000) + offset) * 60_000;
    const bySource = async (limitQuery = ''): Promise<Record<string, number>> => {
      const counts = countsSource(scopeOf(tenant, limitQuery), parseFilter({ severity: ['info', 'error'] }), { fromMs: minute(-5), toMs: minute(2) }, 'source');
      const result = await engine.client.query({
        query: `SELECT source, sum(count) AS total FROM ${counts.sql} GROUP BY source`,
        format: 'JSONEachRow',
        query_params: counts.params,
        // An error when the logs themselves would be read.
        clickhouse_settings: { force_optimize_projection: 1, output_format_json_quote_64bit_integers: 0 },
      });
      return Object.fromEntries((await result.json<{ source: string; total: number }>()).map((row) => [row.source, row.total]));
    };
    expect(await bySource()).toEqual({ a: 12, b: 12 });
    expect(await bySource('source:a* severity>=warn')).toEqual({ a: 6 });
    expect(await bySource('-source:(b OR c*)')).toEqual({ a: 12 });
    // A limit with words has to read the logs, which the setting above refuses.
    await expect(bySource('m')).rejects.toThrow(/projection/i);
    await engine.client.command({ query: `DELETE FROM logs WHERE tenant = 'counted' AND source = 'a'` });
    expect(await bySource()).toEqual({ b: 12 });
    expect([await count(tenant), await count(tenant, 'm')]).toEqual([45, 45]);
  });

  it("keeps another sender's good records beside a poisoned one, which alone fails with its reason", async () => {
    const [good, bad] = [mintTenantId('good'), mintTenantId('bad')];
    const batcher = new LogBatcher(
      {
        insert: (batch) => store.insert(batch),
        committed: () => undefined,
        now: () => Date.now(),
        wait: () => Promise.resolve(),
        onRetry: (error) => {
          throw error;
        },
      },
      1e9,
    );
    const submit = (tenant: TenantId, poison?: number): Promise<Outcome> => {
      const records = Array.from({ length: 20 }, () => record());
      return batcher.submit({ tenant, rows: encoded(tenant, records, poison) });
    };
    const [first, poisoned, last] = await Promise.all([submit(good), submit(bad, 7), submit(good)]);
    expect([first.size, last.size, [...poisoned.keys()]]).toEqual([0, 0, [7]]);
    expect(poisoned.get(7)).toMatch(/refused/);
    expect([await count(good), await count(bad)]).toEqual([40, 19]);
    expect([await count(good, 'm'), await count(bad, 'm')]).toEqual([40, 19]);
  });

  it('never shows one tenant the logs of another', async () => {
    const [mine, theirs] = [mintTenantId('mine'), mintTenantId('theirs')];
    const secret = record({ message: 'canary', source: 'canary-source' });
    await store.insert({ token: 'canary', body: [encoded(theirs, [secret]).slice()], rows: 1 });
    const filter = parseFilter({});
    const range = { fromMs: NOW - 60_000, toMs: NOW + 60_000 };
    expect((await store.search(scopeOf(mine), { filter, limit: 10 })).logs).toEqual([]);
    expect(await store.findById(scopeOf(mine), formatLogId(secret.observedAtMs, secret.seq))).toBeUndefined();
    expect(await store.sources(scopeOf(mine), { filter, limit: 10 })).toEqual([]);
    expect(await store.severityBreakdown(scopeOf(mine), { filter })).toEqual({ trace: 0, debug: 0, info: 0, warn: 0, error: 0, fatal: 0 });
    expect((await store.histogram(scopeOf(mine), { filter, range, intervalSeconds: 60 })).buckets.every((b) => b.counts.info === 0)).toBe(true);
    expect((await store.findById(scopeOf(theirs), formatLogId(secret.observedAtMs, secret.seq)))?.message).toBe('canary');
  });

  it('shows and counts nothing outside a limit, whatever is asked', async () => {
    const tenant = mintTenantId('limited');
    const seen = [record({ message: 'open', source: 'pay-in' }), record({ message: 'open too', source: 'pay-out', severity: 17 })];
    const long = `${'x '.repeat(6000)}canary`;
    const hidden = [
      record({ message: 'open', source: 'secret', severity: 21 }),
      record({ message: 'a canary', source: 'pay-in' }),
      record({ message: long, source: 'pay-in' }),
      record({ message: 'open', source: 'pay-in', severity: 5 }),
    ];
    await store.insert({ token: 'limited', body: [encoded(tenant, [...seen, ...hidden]).slice()], rows: 6 });
    const scope = scopeOf(tenant, 'source:pay-* severity>=info -canary');
    const idsOf = (records: readonly LogRecord[]) => records.map((r) => formatLogId(r.observedAtMs, r.seq));
    const range = { fromMs: NOW - 90_000, toMs: NOW + 90_000 };
    const oneOfEach = { trace: 0, debug: 0, info: 1, warn: 0, error: 1, fatal: 0 };
    const asked = ['', 'source:*', 'source:secret', 'canary', '-source:pay-in', 'severity:(trace OR fatal)', 'open'];
    const answers: Record<string, (filter: ReturnType<typeof parseFilter>) => Promise<unknown>> = {
      search: async (filter) => (await store.search(scope, { filter, limit: 10 })).logs.map((log) => log.id),
      count: async (filter) => [await store.count(scope, { filter }), await store.count(scope, { filter, arrivedAfter: idsOf(seen)[0] ?? '' })],
      severityBreakdown: (filter) => store.severityBreakdown(scope, { filter, range }),
      sources: (filter) => store.sources(scope, { filter, limit: 10 }),
      histogram: async (filter) =>
        (await Promise.all([60, 1].map((intervalSeconds) => store.histogram(scope, { filter, range, intervalSeconds })))).map(({ buckets }) =>
          buckets.flatMap(({ counts }) => Object.values(counts)).reduce((sum, n) => sum + n, 0),
        ),
      findById: (filter) => Promise.all(idsOf(filter.terms.length > 0 ? hidden : seen).map(async (id) => (await store.findById(scope, id))?.id)),
    };
    const methods = Object.getOwnPropertyNames(ClickHouseLogStore.prototype);
    const writesOrPlumbing = ['constructor', 'insert', 'ping', 'searchPage', 'selectPage', 'conditions', 'select'];
    expect(methods.filter((name) => !writesOrPlumbing.includes(name)).sort()).toEqual(Object.keys(answers).sort());
    const all = Object.fromEntries(await Promise.all(Object.keys(answers).map(async (name) => [name, await answers[name]?.(parseFilter({}))])));
    expect(all).toEqual({
      search: idsOf(seen).toReversed(),
      count: [2, 2],
      severityBreakdown: oneOfEach,
      sources: [
        { source: 'pay-in', count: 1 },
        { source: 'pay-out', count: 1 },
      ],
      histogram: [2, 2],
      findById: idsOf(seen),
    });
    expect(await answers['findById']?.(parseFilter({ query: 'hidden' }))).toEqual([undefined, undefined, undefined, undefined]);
    const totals = await Promise.all(asked.map((query) => store.count(scope, { filter: parseFilter({ query }) })));
    expect(totals).toEqual([2, 2, 0, 0, 1, 0, 2]);
    for (const query of asked) {
      const { logs } = await store.search(scope, { filter: parseFilter({ query }), order: 'arrival', limit: 10 });
      expect(logs.filter(({ id }) => idsOf(hidden).includes(id))).toEqual([]);
    }
  });

  it('finds a word beyond the part of a message that lists show', async () => {
    const tenant = mintTenantId('long');
    const long = record({ message: `${'filler '.repeat(2000)}needle` });
    await store.insert({ token: 'long', body: [encoded(tenant, [long, record()]).slice()], rows: 2 });
    const { logs } = await store.search(scopeOf(tenant), { filter: parseFilter({ query: 'needle' }), limit: 10 });
    expect(logs.map((log) => [log.id, log.truncated, Buffer.byteLength(log.message)])).toEqual([[formatLogId(NOW, long.seq), true, 8192]]);
  });

  it('asks again, once, when the connection of a read was cut', async () => {
    const tenant = mintTenantId('cut');
    await store.insert({ token: 'cut', body: [encoded(tenant, [record({ message: 'whole' })]).slice()], rows: 1 });
    const query = jest.spyOn(engine.client, 'query');
    const cut = () => query.mockRejectedValueOnce(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
    cut();
    expect(await count(tenant, 'whole')).toBe(1);
    cut();
    cut();
    await expect(count(tenant, 'whole')).rejects.toMatchObject({ code: 'store_unavailable' });
    query.mockRestore();
  });

  it('bounds the metadata of a list, and gives all of it by id', async () => {
    const tenant = mintTenantId('wide');
    const metadata = { blob: 'x'.repeat(100_000), status: 500, ok: true, order: 'A-1', ['k'.repeat(200)]: 1 };
    const wide = record({ metadata, metadataRest: '{"more":1}' });
    await store.insert({ token: 'wide', body: [encoded(tenant, [wide, record({ metadata: { order: 'A-2' } })]).slice()], rows: 2 });
    const { logs } = await store.search(scopeOf(tenant), { filter: parseFilter({}), limit: 10 });
    expect(logs.map((log) => [log.metadata, log.truncated])).toEqual([
      [{ order: 'A-2' }, undefined],
      [{ status: 500, ok: true, order: 'A-1' }, true],
    ]);
    expect(await store.findById(scopeOf(tenant), formatLogId(NOW, wide.seq))).toMatchObject({ metadata, metadataRest: '{"more":1}' });
  });

  it.each(['event', 'arrival'] as const)(
    'reads a page of large logs in small steps when the engine has too little memory for it at once (by %s)',
    async (order) => {
      const tenant = mintTenantId(`large-${order}`);
      const records = Array.from({ length: 10 }, (_, i) =>
        record({ message: `large ${i}`, metadata: { blob: 'x'.repeat(100_000) }, timestampMs: NOW - (order === 'event' ? 0 : i) }),
      );
      await store.insert({ token: `large-${order}`, body: [encoded(tenant, records).slice()], rows: records.length });
      const options = { filter: parseFilter({ query: 'large' }), limit: 4, order };
      const usual = await store.search(scopeOf(tenant), options);
      const query = jest.spyOn(engine.client, 'query');
      query.mockRejectedValueOnce(new ClickHouseError({ message: 'Query memory limit exceeded', code: '241' }));
      const frugal = await store.search(scopeOf(tenant), options);
      query.mockRestore();
      expect({ ...frugal, stats: {} }).toEqual({ ...usual, stats: {} });
      expect(frugal.logs.map((log) => [log.message, log.truncated])).toEqual([9, 8, 7, 6].map((i) => [`large ${i}`, true]));
    },
  );

  it('pages to older logs and back to newer ones, over equal times and while logs arrive', async () => {
    const tenant = mintTenantId('pages');
    const filter = parseFilter({});
    const add = (token: string, records: LogRecord[]) => store.insert({ token, body: [encoded(tenant, records).slice()], rows: records.length });
    await add(
      'pages-1',
      Array.from({ length: 10 }, (_, i) => record({ message: `m${i}`, timestampMs: NOW - (i < 5 ? 1000 : 0) })),
    );
    const page = async (cursor?: string | null) => {
      const found = await store.search(scopeOf(tenant), { filter, limit: 4, ...(cursor && { cursor }) });
      return { text: found.logs.map((log) => log.message).join(' '), next: found.nextCursor, previous: found.previousCursor };
    };
    const first = await page();
    expect([first.text, first.previous]).toEqual(['m9 m8 m7 m6', null]);
    const second = await page(first.next);
    expect(second.text).toBe('m5 m4 m3 m2');
    await add('pages-2', [record({ message: 'new' })]);
    const third = await page(second.next);
    expect([third.text, third.next]).toEqual(['m1 m0', null]);

    const back = await page(third.previous);
    expect(back.text).toBe('m5 m4 m3 m2');
    expect((await page(back.next)).text).toBe('m1 m0');
    const backAgain = await page(back.previous);
    expect(backAgain.text).toBe('m9 m8 m7 m6');
    const newest = await page(backAgain.previous);
    expect([newest.text, newest.previous]).toEqual(['new', null]);
    expect((await page(newest.next)).text).toBe('m9 m8 m7 m6');
  });

  it.each(['1.9999999999999999999.1.1', '1.1.1.9999999999', '3.1.1.1', '1.-5.1.1'])('refuses the made-up cursor %s', async (text) => {
    const cursor = Buffer.from(text).toString('base64url');
    await expect(store.search(scopeOf(mintTenantId('cursor')), { filter: parseFilter({}), limit: 1, cursor })).rejects.toMatchObject({ code: 'invalid_query' });
  });

  it('finds by SQL exactly what the live view finds by its predicate', async () => {
    const tenant = mintTenantId('agree');
    const words = [
      'timeout',
      'Timeouts',
      'TIME_OUT',
      'time-out',
      'über',
      'ÜBER',
      'straße',
      'выдан',
      'ВЫДАН',
      '10.1.2.3',
      '110.1.2.3',
      '100%',
      '"quoted"',
      "o'hara",
      'a\\b',
      '/api/x',
      'x=1',
      '日本語',
      '失敗しました',
      '失敗',
      '결제실패',
      'deploy🚀',
      '🚀',
      'ΣΊΣΥΦΟΣ',
      '“so”…',
      '',
      'end.',
    ];
    const messages = words.flatMap((a, i) => [
      a,
      `${a} ${words[(i * 7 + 3) % words.length] ?? ''}`,
      `pre${a}post`,
      `[${a}]`,
      `${a}, and ${words[(i * 5 + 1) % words.length] ?? ''}`,
    ]);
    const names = ['a', 'b', 'pay-in', 'pay-out', 'x%y', 'x_y', 'a*b', 'a\\b', 'wie viel', '', 'Ünter', 'two\nlines'];
    // Some longer than lists carry: a word behind that counts too.
    messages.push(`${'x '.repeat(6000)}timeout`, `${'é'.repeat(9000)} timeout`);
    const records = messages.map((message, i) => record({ message, source: names[i % names.length] ?? '', severity: 1 + (i % 24) }));
    await store.insert({ token: 'agree', body: [encoded(tenant, records).slice()], rows: records.length });
    const queries = words
      .filter((w) => w !== '')
      .flatMap((w) => {
        const text = `"${w.replace(/["\\]/g, '\\$&')}"`;
        const bare = w.replace(/"/g, '');
        return [text, `-${text}`, `${bare}*`, `*${bare}`, `*${bare}*`, `${text} time*`];
      });
    const inputs = [
      ...queries.map((query) => ({ query })),
      ...queries.slice(0, 12).map((query) => ({ query, severity: ['warn', 'error'], source: ['a'] })),
      { severity: ['fatal'] },
      { source: ['b'] },
      { source: ['a*b', 'x%y'] },
    ];
    const limits = [
      ...[
        'source:a',
        '-source:a',
        'source:pay-*',
        'source:*-in',
        'source:p*-*t',
        'source:x_y',
        'source:x%*',
        'source:"a*b"',
        'source:a*',
        '-source:(a* OR "wie viel")',
      ],
      ...[
        'source:""',
        'source:*',
        '-source:*',
        'source:a\\b',
        'source:Ü*',
        'source:ü*',
        'source:two*',
        'source:*s',
        'severity>=warn',
        'severity<info',
        '-severity:error',
      ],
      ...['severity<trace', 'source:pay-* severity>=warn -timeout', 'source:(a OR pay-*) -source:pay-in "time"'],
    ];
    const pairs = [
      ...inputs.map((input) => ({ input, limit: '' })),
      ...limits.flatMap((limit, i) => [
        { limit, input: {} },
        { limit: '', input: { query: limit } },
        { limit, input: inputs[(i * 7) % inputs.length] ?? {} },
      ]),
    ];
    const disagreements: string[] = [];
    for (const { input, limit } of pairs) {
      const scope = scopeOf(tenant, limit);
      const filter = parseFilter(input);
      const predicate = compileToPredicate(scope.narrow(filter));
      const expected = records
        .filter((r) => predicate.test(r))
        .map((r) => formatLogId(r.observedAtMs, r.seq))
        .sort();
      const found = (await store.search(scope, { filter, limit: 1000 })).logs.map((log) => log.id).sort();
      const counted = await store.count(scope, { filter });
      if (JSON.stringify(found) !== JSON.stringify(expected) || counted !== expected.length)
        disagreements.push(`${printFilter(filter)} within ${limit}: SQL ${found.length}, count ${counted}, predicate ${expected.length}`);
    }
    expect(disagreements).toEqual([]);
  }, 60_000);
});
