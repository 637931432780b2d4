import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { ClickHouseClient } from '@clickhouse/client';
import { createClickHouseClient } from '../../clickhouse/clickhouse-client.js';
import { processExists } from '../process-identity.js';
import { bridgeArguments } from './bridge-process.js';
import { startEmbeddedClickHouse, type EmbeddedClickHouse } from './clickhouse-supervisor.js';

jest.setTimeout(120_000);

const HEAVY = 'SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) % 7 = 8';
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const root = mkdtempSync(path.join(tmpdir(), 'engine-'));
let engine: EmbeddedClickHouse;
let client: ClickHouseClient;

const clientFor = (e: EmbeddedClickHouse) =>
  createClickHouseClient({ url: e.url.replace('/logstream', '/default'), username: e.username, password: e.password });

async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
  for (const end = Date.now() + withinMs; Date.now() < end; await delay(20)) if (await holds()) return;
  throw new Error(`not within ${withinMs} ms: ${what}`);
}

async function rows<Row>(query: string, options: { params?: Record<string, unknown>; settings?: Record<string, string | number> } = {}): Promise<Row[]> {
  const result = await client.query({
    query,
    format: 'JSONEachRow',
    ...(options.params && { query_params: options.params }),
    ...(options.settings && { clickhouse_settings: options.settings }),
  });
  return result.json<Row>();
}

const heavyRuns = async () =>
  (await rows<{ n: string }>(`SELECT count() AS n FROM system.processes WHERE query LIKE '%sipHash64%' AND query NOT LIKE '%system.processes%'`))[0]?.n;

function residentMb(pid: number | undefined): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

function raw(query: string, init: { search?: string; headers?: Record<string, string>; body?: Uint8Array | string; method?: string } = {}): Promise<Response> {
  const authorization = `Basic ${Buffer.from(`${engine.username}:${engine.password}`).toString('base64')}`;
  const url = `${engine.url.replace('/logstream', '/')}?query=${encodeURIComponent(query)}&${init.search ?? ''}`;
  return fetch(url, {
    method: init.method ?? 'POST',
    headers: { authorization, ...init.headers },
    ...(init.body !== undefined && { body: Buffer.from(init.body) }),
  });
}

beforeAll(async () => {
  engine = await startEmbeddedClickHouse({ dir: path.join(root, 'main'), memoryMb: 700, log });
  client = clientFor(engine);
  await client.command({ query: 'CREATE DATABASE IF NOT EXISTS logstream' });
  await client.command({ query: 'CREATE TABLE logstream.t (a UInt32, b String) ENGINE = MergeTree ORDER BY a' });
});

afterAll(async () => {
  await client.close();
  await engine.stop();
  rmSync(root, { recursive: true, force: true });
});

describe('queries and inserts', () => {
  it('stores rows as they are and gives them back', async () => {
    const values = [
      { a: 1, b: 'é 😀 \\ " \u0000 \n' },
      { a: 2, b: '' },
    ];
    const told = await client.insert({ table: 'logstream.t', values, format: 'JSONEachRow', columns: ['a', 'b'] });
    expect(told.summary?.written_rows).toBe('2');
    expect(await rows('SELECT a, b FROM logstream.t WHERE a < 3 ORDER BY a')).toEqual(values);
  });

  it('takes bytes that are not UTF-8, packed ones and ones inside the body', async () => {
    await client.insert({
      table: 'logstream.t',
      values: Readable.from([Buffer.from([...Buffer.from('10\t'), 0xff, 0xfe, 0x0a])], { objectMode: false }),
      format: 'TabSeparated',
    });
    const packed = await raw('INSERT INTO logstream.t FORMAT JSONEachRow', {
      headers: { 'content-encoding': 'gzip' },
      body: gzipSync('{"a":11,"b":"packed"}\n'),
    });
    const inside = await fetch(engine.url.replace('/logstream', '/'), {
      method: 'POST',
      headers: { 'x-clickhouse-user': engine.username, 'x-clickhouse-key': engine.password },
      body: 'INSERT INTO logstream.t FORMAT JSONCompactEachRow\n[12,"inside"]\n',
    });
    expect([packed.status, inside.status]).toEqual([200, 200]);
    expect(await rows('SELECT a, hex(b) AS b FROM logstream.t WHERE a BETWEEN 10 AND 12 ORDER BY a')).toEqual([
      { a: 10, b: 'FFFE' },
      { a: 11, b: Buffer.from('packed').toString('hex').toUpperCase() },
      { a: 12, b: Buffer.from('inside').toString('hex').toUpperCase() },
    ]);
  });

  it('binds parameters of many queries at once, each its own', async () => {
    const query = 'SELECT {n:UInt32} AS n, {text:String} AS text, {list:Array(String)} AS list, {none:Nullable(String)} AS none';
    const asked = Array.from({ length: 40 }, (_, n) => ({ n, text: `a'b\\c\t${n}\n;`, list: ["x'y", `${n}`], none: null }));
    expect(await Promise.all(asked.map(async (params) => (await rows(query, { params }))[0]))).toEqual(asked);
  });

  it('leaves nothing of a query for the next: settings, parameters, database', async () => {
    await rows('SELECT {left:String} AS a', { params: { left: 'x' }, settings: { max_threads: 7, join_use_nulls: 1 } });
    await client.command({ query: 'USE logstream' });
    await client.command({ query: 'SET max_block_size = 7' });
    for (let i = 0; i < 8; i++) {
      expect(
        await rows(
          "SELECT getSetting('join_use_nulls') AS j, getSetting('max_threads') != 7 AS t, getSetting('max_block_size') > 7 AS s, currentDatabase() AS d",
        ),
      ).toEqual([{ j: false, t: 1, s: 1, d: 'default' }]);
    }
    await expect(rows('SELECT {left:String}')).rejects.toMatchObject({ code: '456' });
  });

  it('gives the database, the default format and the readonly method their meaning', async () => {
    expect(await (await raw('SELECT currentDatabase()', { search: 'database=logstream&default_format=JSONEachRow' })).text()).toBe(
      '{"currentDatabase()":"logstream"}\n',
    );
    expect((await raw('DROP TABLE logstream.t', { method: 'GET' })).headers.get('x-clickhouse-exception-code')).toBe('164');
  });

  it.each([
    ['SELECT nothing', '47', 'UNKNOWN_IDENTIFIER'],
    ['SELECT * FROM nowhere', '60', 'UNKNOWN_TABLE'],
    ['SELECT 1; SELECT 2', '62', 'SYNTAX_ERROR'],
    ['SELECT number FROM numbers(2000000)', '396', 'TOO_MANY_ROWS_OR_BYTES'],
    ['SELECT length(groupArray(number)) FROM numbers(300000000)', '241', 'MEMORY_LIMIT_EXCEEDED'],
    ['SELECT sleepEachRow(0.5) FROM numbers(60) SETTINGS max_execution_time = 1, max_block_size = 1', '159', 'TIMEOUT_EXCEEDED'],
  ])('gives the code of %s', async (query, code, type) => {
    await expect(client.query({ query, format: 'JSON' })).rejects.toMatchObject({ code, type });
  });

  it('gives the code of an insert that cannot be read, and of a setting that does not exist', async () => {
    await expect(client.insert({ table: 'logstream.t', values: [{ a: 'x', b: 'y' }], format: 'JSONEachRow' })).rejects.toMatchObject({
      code: expect.stringMatching(/^(6|27|72)$/),
    });
    await expect(rows('SELECT 1', { settings: { no_such_setting: 1 } })).rejects.toMatchObject({ code: '115' });
  });

  it.each(['wrong', ''])('refuses the password "%s"', async (password) => {
    const stranger = createClickHouseClient({ url: engine.url, username: engine.username, password });
    await expect(stranger.query({ query: 'SELECT 1' })).rejects.toMatchObject({ code: '516' });
    await stranger.close();
  });

  it('keeps reading and writing while slow reads fill every place for reads', async () => {
    const controller = new AbortController();
    const slow = Array.from({ length: 8 }, () => client.query({ query: HEAVY, abort_signal: controller.signal }).catch(() => undefined));
    await until('slow reads run', async () => {
      const response = await raw('INSERT INTO logstream.t FORMAT JSONEachRow', { body: '{"a":20,"b":"meanwhile"}\n' });
      return response.status === 200;
    });
    controller.abort();
    await Promise.all(slow);
    await until('the reads are gone', async () => (await heavyRuns()) === '0');
  });
});

describe('streams', () => {
  const query = 'SELECT number, toString(number) AS text FROM numbers(5000000)';

  it('gives 5 million rows with flat memory to a reader that is slow at first', async () => {
    const result = await client.query({ query, format: 'JSONCompactEachRow', clickhouse_settings: { max_result_rows: '0' } });
    const before = residentMb(engine.pid());
    let count = 0;
    let most = 0;
    for await (const part of result.stream()) {
      count += part.length;
      most = Math.max(most, residentMb(engine.pid()));
    }
    expect(count).toBe(5_000_000);
    expect(most - before).toBeLessThan(150);
  });

  it('cuts the answer off when the query fails in the middle', async () => {
    const failing = 'SELECT throwIf(number = 3000000) FROM numbers(5000000)';
    const response = await raw(failing, { search: 'max_result_rows=0&default_format=TabSeparated&max_threads=1' });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    const whole = await raw(failing, { search: 'max_result_rows=0&default_format=TabSeparated&wait_end_of_query=1' });
    expect(whole.headers.get('x-clickhouse-exception-code')).toBe('395');
  });

  it.each(['JSON', 'JSONEachRow'] as const)('ends a query as %s when its client goes away', async (format) => {
    const controller = new AbortController();
    const asked = client.query({ query: HEAVY, format, abort_signal: controller.signal }).catch(() => 'aborted');
    await until('the query runs', async () => (await heavyRuns()) === '1');
    controller.abort();
    expect(await asked).toBe('aborted');
    await until('the query has ended', async () => (await heavyRuns()) === '0', 5_000);
  });

  it('ends an export whose client goes away in the middle', async () => {
    const { hostname, port } = new URL(engine.url);
    const socket = connect(Number(port), hostname);
    const sql = 'SELECT number, sipHash64(number) FROM numbers(100000000000) FORMAT TSV';
    const token = Buffer.from(`${engine.username}:${engine.password}`).toString('base64');
    socket.write(`POST /?max_result_rows=0 HTTP/1.1\r\nHost: x\r\nAuthorization: Basic ${token}\r\nContent-Length: ${sql.length}\r\n\r\n${sql}`);
    await once(socket, 'data');
    socket.pause();
    expect(await heavyRuns()).toBe('1');
    socket.destroy();
    await until('the export has ended', async () => (await heavyRuns()) === '0', 5_000);
  });
});

describe('life of the process', () => {
  it('starts again after kill -9 at the same address with every acknowledged row', async () => {
    const first = engine.pid();
    let acknowledged = 0;
    let killed = false;
    for (let n = 0; !killed || acknowledged === 0; n++) {
      const stored = await client
        .insert({ table: 'logstream.t', values: Array.from({ length: 500 }, (_, i) => ({ a: 1_000_000 + n * 500 + i, b: 'x' })), format: 'JSONEachRow' })
        .then(
          () => true,
          () => false,
        );
      if (stored) acknowledged += 500;
      else killed = true;
      if (n === 20 && first !== undefined) process.kill(first, 'SIGKILL');
    }
    await until('the engine runs again', () => engine.state() === 'ready' && engine.pid() !== undefined && engine.pid() !== first);
    const [{ n } = { n: '0' }] = await rows<{ n: string }>('SELECT count() AS n FROM logstream.t WHERE a >= 1000000');
    expect(acknowledged).toBeGreaterThanOrEqual(10_000);
    expect(Number(n)).toBeGreaterThanOrEqual(acknowledged);
  });

  it('ends at once with the app, in the middle of a query, and its folder can be opened again', async () => {
    const dir = path.join(root, 'orphan');
    const start = { dir, port: 0, username: 'u', password: 'p', memoryBytes: 500e6, threads: 2 };
    const program = `const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ${JSON.stringify(bridgeArguments(dir))}, { detached: true, stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: { UV_THREADPOOL_SIZE: '16' } });
      child.on('message', (message) => console.log(JSON.stringify({ ...message, pid: child.pid })));
      child.send(${JSON.stringify(start)});`;
    const app = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface(app.stdout), 'line')) as [string];
    const { port, pid } = JSON.parse(line) as { port: number; pid: number };
    const stranger = createClickHouseClient({ url: `http://127.0.0.1:${port}`, username: 'u', password: 'p' });
    const asked = stranger.query({ query: HEAVY }).catch(() => 'cut');
    app.kill('SIGKILL');
    await until('the bridge has ended', () => !processExists(pid) || readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '), 5_000);
    expect(await asked).toBe('cut');
    await stranger.close();
    const next = await startEmbeddedClickHouse({ dir, memoryMb: 500, log });
    expect(next.state()).toBe('ready');
    await next.stop();
  });

  it('stops in order: the process is gone, the state says so, and it is not started again', async () => {
    const short = await startEmbeddedClickHouse({ dir: path.join(root, 'short'), memoryMb: 500, log });
    const pid = short.pid();
    await Promise.all([short.stop(), short.stop()]);
    expect(pid !== undefined && processExists(pid)).toBe(false);
    expect(short.pid()).toBeUndefined();
  });

  it('says in one sentence why a folder cannot be used', async () => {
    const newer = path.join(root, 'newer');
    mkdirSync(newer);
    writeFileSync(path.join(newer, 'engine-version'), '99.1.2.3\n');
    await expect(startEmbeddedClickHouse({ dir: newer, log })).rejects.toThrow(/was written by engine 99\.1\.2\.3, which is newer than the 26\./);
    writeFileSync(path.join(root, 'file'), '');
    await expect(startEmbeddedClickHouse({ dir: path.join(root, 'file', 'below'), log })).rejects.toThrow(/a part of the path is a file/);
    await expect(startEmbeddedClickHouse({ dir: path.join(root, 'main'), log })).rejects.toThrow(/has the log store in .* open/);
  });
});
