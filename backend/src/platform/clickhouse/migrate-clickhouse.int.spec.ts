import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import { startEmbeddedClickHouse, type EmbeddedClickHouse } from '../embedded/clickhouse/clickhouse-supervisor.js';
import { createClickHouseClient } from './clickhouse-client.js';
import type { ClickHouseConnection } from './clickhouse-connection.js';
import { migrateClickHouse } from './migrate-clickhouse.js';

jest.setTimeout(60_000);

const root = mkdtempSync(path.join(tmpdir(), 'migrate-'));
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
let engine: EmbeddedClickHouse;
let connection: ClickHouseConnection;
let client: ClickHouseClient;
let files: string;
let number = 0;

beforeAll(async () => {
  engine = await startEmbeddedClickHouse({ dir: path.join(root, 'engine'), memoryMb: 500, log });
});

afterAll(async () => {
  await engine.stop();
  rmSync(root, { recursive: true, force: true });
});

beforeEach(() => {
  files = mkdtempSync(path.join(root, 'files-'));
  const url = engine.url.replace('/logstream', `/db-${++number}`);
  connection = { url, username: engine.username, password: engine.password };
  client = createClickHouseClient(connection);
});

afterEach(() => client.close());

const write = (name: string, sql: string) => writeFileSync(path.join(files, name), sql);
const value = async (query: string): Promise<unknown> => {
  const rows = await (await client.query({ query, format: 'JSONCompactEachRow' })).json<unknown[]>();
  return rows[0]?.[0];
};
const tables = () => value("SELECT arraySort(groupArray(name)) FROM system.tables WHERE database = currentDatabase() AND name NOT LIKE 'schema_%'");

it('makes the database, runs what is new, and nothing twice', async () => {
  write('0001_a.sql', 'CREATE TABLE a (x UInt8) ENGINE = MergeTree ORDER BY x;\nINSERT INTO a VALUES (1);\n');
  expect(await migrateClickHouse(connection, files)).toBe(1);
  write('0002_b.sql', 'CREATE TABLE b (x UInt8) ENGINE = MergeTree ORDER BY x;\n');
  expect(await migrateClickHouse(connection, files)).toBe(1);
  expect(await migrateClickHouse(connection, files)).toBe(0);
  expect(await tables()).toEqual(['a', 'b']);
  expect(await value('SELECT count() FROM a')).toBe('1');
});

it('refuses a changed file and a database that is newer, each in one sentence', async () => {
  write('0001_a.sql', 'CREATE TABLE a (x UInt8) ENGINE = MergeTree ORDER BY x;');
  write('0002_b.sql', 'CREATE TABLE b (x UInt8) ENGINE = MergeTree ORDER BY x;');
  await migrateClickHouse(connection, files);
  write('0001_a.sql', 'CREATE TABLE a (x UInt16) ENGINE = MergeTree ORDER BY x;');
  await expect(migrateClickHouse(connection, files)).rejects.toThrow(/0001_a\.sql was changed after it ran/);
  rmSync(path.join(files, '0002_b.sql'));
  await expect(migrateClickHouse(connection, files)).rejects.toThrow(/is at migration 2, newer than this LogStream, which knows 1/);
});

it('lets several migrate at once', async () => {
  write('0001_a.sql', 'CREATE TABLE a (x UInt8) ENGINE = MergeTree ORDER BY x;\nINSERT INTO a VALUES (1);\nINSERT INTO a VALUES (2);\n');
  const ran = await Promise.all([1, 2, 3, 4].map(() => migrateClickHouse(connection, files)));
  expect(ran.sort()).toEqual([0, 0, 0, 1]);
  expect(await value('SELECT count() FROM a')).toBe('2');
  expect(await value("SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = 'schema_migrations_lock'")).toBe('0');
});

it('tells which statement failed, and goes on with it when the cause is gone', async () => {
  write('0001_a.sql', 'CREATE TABLE a (x UInt8) ENGINE = MergeTree ORDER BY x;\nINSERT INTO a SELECT * FROM missing;\n');
  await expect(migrateClickHouse(connection, files)).rejects.toThrow(/0001_a\.sql failed at statement 2: .*missing/);
  await client.command({ query: 'CREATE TABLE missing ENGINE = MergeTree ORDER BY x AS SELECT toUInt8(7) AS x' });
  expect(await migrateClickHouse(connection, files)).toBe(1);
  expect(await value('SELECT sum(x) FROM a')).toBe('7');
});

it('takes a table that a process made just before it died', async () => {
  write('0001_a.sql', 'CREATE TABLE a (x UInt8) ENGINE = MergeTree ORDER BY x;\n');
  await migrateClickHouse(connection, files);
  await client.command({ query: 'TRUNCATE TABLE schema_migrations' });
  expect(await migrateClickHouse(connection, files)).toBe(1);
});

it('takes over the lock of a process that died', async () => {
  write('0001_a.sql', 'CREATE TABLE a (x UInt8) ENGINE = MergeTree ORDER BY x;\n');
  await migrateClickHouse(connection, files);
  write('0002_b.sql', 'CREATE TABLE b (x UInt8) ENGINE = MergeTree ORDER BY x;\n');
  await client.command({
    query: "CREATE TABLE schema_migrations_lock (owner String, at DateTime64(3, 'UTC') DEFAULT now64(3)) ENGINE = MergeTree ORDER BY at",
  });
  await client.command({ query: "INSERT INTO schema_migrations_lock SELECT 'dead', now64(3) - INTERVAL 1 MINUTE" });
  expect(await migrateClickHouse(connection, files)).toBe(1);
});

it('explains a server that is too old, refuses the password or does not answer', async () => {
  const old = createServer((_, response) => void response.end('{"version":"25.8.1.1"}\n')).listen(0, '127.0.0.1');
  await once(old, 'listening');
  const address = old.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  await expect(migrateClickHouse({ url: `http://127.0.0.1:${port}/x` }, files)).rejects.toThrow(/is version 25\.8\.1\.1; LogStream needs 26\.3 or newer/);
  await new Promise((resolve) => old.close(resolve).closeAllConnections());
  await expect(migrateClickHouse({ url: `http://u:secret@127.0.0.1:${port}/x` }, files)).rejects.toThrow(
    /^ClickHouse at http:\/\/127\.0\.0\.1:\d+ does not answer/,
  );
  await expect(migrateClickHouse({ ...connection, password: 'wrong' }, files)).rejects.toThrow(/refuses the user name or password/);
});
