import path from 'node:path';
import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client';
import { PROJECT_ROOT } from '../config/project-root.js';
import { errorText } from '../errors/error-facts.js';
import { StartError } from '../errors/start-error.js';
import { createClickHouseClient } from './clickhouse-client.js';
import { addressOf, type ClickHouseConnection } from './clickhouse-connection.js';
import { readMigrations, type Migration } from './migration-files.js';
import { takeMigrationLock, type MigrationLock } from './migration-lock.js';

const VERSION_MIN = [26, 3] as const;
const ALREADY_EXISTS = '57';
const AUTHENTICATION: ReadonlySet<string> = new Set(['192', '193', '194', '516']);
export const MIGRATIONS_DIR = path.join(PROJECT_ROOT, 'backend', 'src', 'platform', 'clickhouse', 'migrations');

/** What the database tells of one migration. ClickHouse has no transactions, so the statements that are done are counted. */
interface Applied {
  version: number;
  checksum: string;
  done: number;
  total: number;
}

async function rowsOf<Row>(client: ClickHouseClient, query: string): Promise<Row[]> {
  return (await client.query({ query, format: 'JSONEachRow' })).json<Row>();
}

async function checkServer(client: ClickHouseClient, url: string): Promise<void> {
  let version: string;
  try {
    version = (await rowsOf<{ version: string }>(client, 'SELECT version() AS version'))[0]?.version ?? '';
  } catch (error) {
    if (error instanceof ClickHouseError && AUTHENTICATION.has(error.code))
      throw new StartError(`ClickHouse at ${url} refuses the user name or password: check CLICKHOUSE_URL.`, { cause: error });
    throw new StartError(`ClickHouse at ${url} does not answer (${errorText(error)}): check CLICKHOUSE_URL and that the server runs.`, { cause: error });
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < VERSION_MIN[0] || (major === VERSION_MIN[0] && minor < VERSION_MIN[1])) {
    throw new StartError(`ClickHouse at ${url} is version ${version}; LogStream needs ${VERSION_MIN.join('.')} or newer: update the server.`);
  }
}

async function createDatabase(connection: ClickHouseConnection, database: string): Promise<void> {
  const { url, username, password } = addressOf(connection);
  const client = createClickHouseClient({ url: `${url}/default`, username, password });
  try {
    await checkServer(client, url);
    if (database === 'default') return;
    const found = await rowsOf(client, `SELECT 1 FROM system.databases WHERE name = '${database.replace(/[\\']/g, '\\$&')}'`);
    if (found.length === 0) await client.command({ query: `CREATE DATABASE IF NOT EXISTS \`${database.replace(/[\\`]/g, '\\$&')}\`` });
  } finally {
    await client.close();
  }
}

async function readApplied(client: ClickHouseClient): Promise<Map<number, Applied>> {
  await client.command({
    query: `CREATE TABLE IF NOT EXISTS schema_migrations
      (version UInt32, name String, checksum String, done UInt32, total UInt32, applied_at DateTime64(3, 'UTC') DEFAULT now64(3))
      ENGINE = MergeTree ORDER BY (version, done)`,
  });
  const rows = await rowsOf<Applied>(
    client,
    'SELECT version, argMax(m.checksum, m.done) AS checksum, max(m.done) AS done, argMax(m.total, m.done) AS total FROM schema_migrations AS m GROUP BY version',
  );
  return new Map(rows.map((row) => [row.version, row]));
}

function pendingOf(migrations: readonly Migration[], applied: ReadonlyMap<number, Applied>, database: string): Migration[] {
  const newest = Math.max(0, ...applied.keys());
  if (newest > migrations.length) {
    throw new StartError(
      `The ClickHouse database ${database} is at migration ${newest}, newer than this LogStream, which knows ${migrations.length}: start the newer LogStream, or use another database.`,
    );
  }
  const changed = migrations.find((m) => applied.has(m.version) && applied.get(m.version)?.checksum !== m.checksum);
  if (changed) {
    throw new StartError(
      `The ClickHouse migration ${String(changed.version).padStart(4, '0')}_${changed.name}.sql was changed after it ran on the database ${database}: restore the file, and put the change into a new one.`,
    );
  }
  return migrations.filter((m) => (applied.get(m.version)?.done ?? 0) < m.statements.length);
}

async function apply(client: ClickHouseClient, migration: Migration, alreadyDone: number | undefined, lock: MigrationLock): Promise<void> {
  const { version, name, checksum, statements } = migration;
  for (let index = alreadyDone ?? 0; index < statements.length; index++) {
    await lock.check();
    try {
      await client.command({ query: statements[index] ?? '' });
    } catch (error) {
      // A process that died may have run this statement without counting it.
      const isRepeat = alreadyDone === index && error instanceof ClickHouseError && error.code === ALREADY_EXISTS;
      if (!isRepeat)
        throw new StartError(`The ClickHouse migration ${String(version).padStart(4, '0')}_${name}.sql failed at statement ${index + 1}: ${errorText(error)}`, {
          cause: error,
        });
    }
    await client.insert({
      table: 'schema_migrations',
      columns: ['version', 'name', 'checksum', 'done', 'total'],
      values: [{ version, name, checksum, done: index + 1, total: statements.length }],
      format: 'JSONEachRow',
    });
  }
}

/**
 * Brings a ClickHouse database up to date: makes it when it is missing, then runs each numbered file that it has not had.
 * Several processes may call it at once; one that dies in the middle is continued by the next.
 * @param directory of the files `NNNN_name.sql`
 * @returns how many files were run
 * @throws StartError with one sentence
 */
export async function migrateClickHouse(connection: ClickHouseConnection, directory: string = MIGRATIONS_DIR): Promise<number> {
  const migrations = readMigrations(directory);
  const { database } = addressOf(connection);
  await createDatabase(connection, database);
  const client = createClickHouseClient(connection);
  try {
    if (pendingOf(migrations, await readApplied(client), database).length === 0) return 0;
    const lock = await takeMigrationLock(client);
    try {
      const applied = await readApplied(client); // another process may have done it while this one waited
      const pending = pendingOf(migrations, applied, database);
      for (const migration of pending) {
        const done = applied.get(migration.version)?.done;
        // The first of all pending ones may have lost its first statement's count to a process that died.
        await apply(client, migration, done ?? (migration === pending[0] ? 0 : undefined), lock);
      }
      return pending.length;
    } finally {
      await lock.release();
    }
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`The ClickHouse database ${database} could not be brought up to date: ${errorText(error)}`, { cause: error });
  } finally {
    await client.close();
  }
}
