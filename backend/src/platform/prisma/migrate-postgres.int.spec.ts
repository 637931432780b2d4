import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../embedded/postgres/embedded-postgres.js';
import { silentLog } from '../telemetry/logger.js';
import { migratePostgres } from './migrate-postgres.js';

let dir: string;
let server: EmbeddedPostgres;
let databases = 0;

beforeAll(async () => {
  dir = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'logstream-migrate-')));
  chmodSync(dir, 0o755);
  server = await startEmbeddedPostgres({ dataDir: dir, log: silentLog, say: () => undefined, durable: false });
});
afterAll(async () => {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

function newDatabase(): string {
  const url = new URL(server.url);
  url.pathname = `/test_${++databases}`;
  return url.href;
}

function migrations(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(dir, 'migrations-'));
  for (const [name, sql] of Object.entries(files)) {
    mkdirSync(path.join(folder, name));
    writeFileSync(path.join(folder, name, 'migration.sql'), sql);
  }
  return folder;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>({ text: sql })).rows;
  } finally {
    await client.end();
  }
}

describe('migratePostgres', () => {
  it('makes a missing database, applies in order, and then only what is new', async () => {
    const url = newDatabase();
    const first = { '001_a': 'CREATE TABLE a (n int); INSERT INTO a VALUES (1);', '002_b': 'ALTER TABLE a ADD COLUMN m int;' };
    expect(await migratePostgres(url, migrations(first))).toEqual(['001_a', '002_b']);
    expect(await migratePostgres(url, migrations({ ...first, '003_c': 'CREATE TABLE c ();' }))).toEqual(['003_c']);
    expect(await ask(url, 'SELECT n, m FROM a')).toEqual([{ n: 1, m: null }]);
  });

  it('lets several starts at once apply each file once', async () => {
    const url = newDatabase();
    const folder = migrations({ '001_a': 'CREATE TABLE a ();', '002_b': 'CREATE TABLE b ();' });
    const applied = await Promise.all([migratePostgres(url, folder), migratePostgres(url, folder), migratePostgres(url, folder)]);
    expect(applied.flat().sort()).toEqual(['001_a', '002_b']);
  });

  it('names the migration that failed, keeps nothing of it, and refuses the next start', async () => {
    const url = newDatabase();
    const folder = migrations({ '001_a': 'CREATE TABLE a (); SELECT 1/0;' });
    await expect(migratePostgres(url, folder)).rejects.toThrow('The migration 001_a of the metadata failed: division by zero.');
    expect(await ask(url, `SELECT to_regclass('a') AS found`)).toEqual([{ found: null }]);
    await expect(migratePostgres(url, folder)).rejects.toThrow(/001_a of the metadata failed at an earlier start/);
  });

  it('refuses a database that a newer version has written', async () => {
    const url = newDatabase();
    await migratePostgres(url, migrations({ '001_a': 'SELECT 1', '002_future': 'SELECT 1' }));
    await expect(migratePostgres(url, migrations({ '001_a': 'SELECT 1' }))).rejects.toThrow(/written by a newer LogStream \(it has the migration 002_future\)/);
  });

  it('says that the user has no rights in the database', async () => {
    const url = new URL(newDatabase());
    await migratePostgres(url.href, migrations({}));
    await ask(url.href, "CREATE ROLE stranger LOGIN PASSWORD 'geheim'; DROP TABLE _prisma_migrations");
    url.username = 'stranger';
    url.password = 'geheim';
    const name = url.pathname.slice(1);
    await expect(migratePostgres(url.href, migrations({}))).rejects.toThrow(
      `The database "${name}" at ${url.host} cannot be brought up to date: permission denied for schema public. Check the rights of the user in DATABASE_URL.`,
    );
  });

  it('says that the server is not there, without the password', async () => {
    const failing = migratePostgres('postgresql://user:geheim@127.0.0.1:1/none', migrations({}));
    await expect(failing).rejects.toThrow(/PostgreSQL at 127.0.0.1:1 cannot be used/);
    await expect(failing).rejects.not.toThrow(/geheim/);
  });
});
