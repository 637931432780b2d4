import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { errorCode, errorText } from '../errors/error-facts.js';
import { StartError } from '../errors/start-error.js';

/** The id that Prisma Migrate takes, so that its CLI and this runner wait for each other. */
const ADVISORY_LOCK = 72_707_369;

/** Of server_version_num: 15.0. */
const SERVER_VERSION_MIN = 150_000;

const DATABASE_MISSING = '3D000';
/** What several starts at once get that all make the database: it exists, or its name was taken in the same moment. */
const DATABASE_EXISTS: readonly (string | undefined)[] = ['42P04', '23505'];

const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL,
  logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`;

interface Migration {
  name: string;
  sql: string;
}

function readMigrations(dir: string): Migration[] {
  const names = readdirSync(dir).filter((name) => existsSync(path.join(dir, name, 'migration.sql')));
  return names.sort().map((name) => ({ name, sql: readFileSync(path.join(dir, name, 'migration.sql'), 'utf8') }));
}

/** Without a listener a connection that is cut off would end the process. */
function newClient(url: string): pg.Client {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, application_name: 'logstream-migrate' });
  client.on('error', () => undefined);
  return client;
}

async function createDatabase(url: string): Promise<void> {
  const target = new URL(url);
  const name = decodeURIComponent(target.pathname.slice(1));
  target.pathname = '/postgres';
  const client = newClient(target.href);
  try {
    await client.connect();
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } catch (error) {
    if (DATABASE_EXISTS.includes(errorCode(error))) return;
    throw new StartError(`The database "${name}" does not exist and could not be created (${errorText(error)}). Create it, then start again.`);
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<pg.Client> {
  for (let attempt = 0; ; attempt++) {
    const client = newClient(url);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (errorCode(error) !== DATABASE_MISSING || attempt > 0) {
        const { host } = new URL(url);
        throw new StartError(`PostgreSQL at ${host} cannot be used: ${errorText(error)}.`, { cause: error });
      }
      await createDatabase(url);
    }
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  const id = randomUUID();
  const checksum = createHash('sha256').update(migration.sql).digest('hex');
  await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [id, checksum, migration.name]);
  try {
    await client.query(migration.sql);
  } catch (error) {
    await client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, errorText(error)]).catch(() => undefined);
    throw new StartError(`The migration ${migration.name} of the metadata failed: ${errorText(error)}.`, { cause: error });
  }
  await client.query('UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1', [id]);
}

/** @throws StartError when the server is too old, or does not say how old it is */
async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: number; name: string }>(
    "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS name",
  );
  const [version] = rows;
  if (version && version.number >= SERVER_VERSION_MIN) return;
  throw new StartError(`PostgreSQL at ${client.host} is version ${version?.name}; LogStream needs 15 or newer: update the server.`);
}

async function applyMissing(client: pg.Client, migrations: readonly Migration[]): Promise<string[]> {
  await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
  await client.query(MIGRATIONS_TABLE);
  const { rows } = await client.query<{ migration_name: string; finished_at: Date | null }>(
    'SELECT migration_name, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL',
  );
  const failed = rows.find((row) => row.finished_at === null);
  if (failed) {
    throw new StartError(
      `The migration ${failed.migration_name} of the metadata failed at an earlier start. Repair the database, then delete its row from _prisma_migrations and start again.`,
    );
  }
  const done = new Set(rows.map((row) => row.migration_name));
  const known = new Set(migrations.map((migration) => migration.name));
  const unknown = rows.find((row) => !known.has(row.migration_name));
  if (unknown) {
    throw new StartError(
      `The metadata was written by a newer LogStream (it has the migration ${unknown.migration_name}). Start that version, or restore a backup.`,
    );
  }
  const missing = migrations.filter((migration) => !done.has(migration.name));
  for (const migration of missing) await apply(client, migration);
  return missing.map((migration) => migration.name);
}

/**
 * Brings the metadata up to date: creates the database when it is missing and applies the migrations of `dir` in order. It
 * writes the same table as `prisma migrate deploy`, so both can be used on one database. A file is one simple query and thus
 * one transaction; `CREATE INDEX CONCURRENTLY` needs a file of its own.
 * @returns names of the migrations that were applied
 * @throws StartError with one sentence: not reachable, too old, no rights, failed migration, newer database
 */
export async function migratePostgres(url: string, dir: string): Promise<string[]> {
  const migrations = readMigrations(dir);
  const client = await connect(url);
  try {
    await checkServer(client);
    return await applyMissing(client, migrations);
  } catch (error) {
    if (error instanceof StartError) throw error;
    const { host, pathname } = new URL(url);
    const database = decodeURIComponent(pathname.slice(1));
    throw new StartError(
      `The database "${database}" at ${host} cannot be brought up to date: ${errorText(error)}. Check the rights of the user in DATABASE_URL.`,
      {
        cause: error,
      },
    );
  } finally {
    await client.end();
  }
}
