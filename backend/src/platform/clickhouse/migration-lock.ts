import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client';

const TABLE = 'schema_migrations_lock';
const REFRESH_MS = 2_000;
const STALE_SECONDS = 10;
const LOOK_EVERY_MS = 200;
const TABLE_EXISTS = '57';
const UNKNOWN_TABLE = '60';

/** The right to migrate a database, while it lasts. */
export interface MigrationLock {
  /** @throws when the lock was lost, which a process that slept too long must notice before it changes anything */
  check(): Promise<void>;
  release(): Promise<void>;
}

async function owner(client: ClickHouseClient): Promise<{ owner: string; age: number } | undefined> {
  try {
    const query = `SELECT argMax(owner, at) AS owner, toInt64(now64(3) - max(at)) AS age, count() AS beats FROM ${TABLE}`;
    const rows = await (await client.query({ query, format: 'JSONEachRow' })).json<{ owner: string; age: string; beats: string }>();
    const [row] = rows;
    return row && { owner: row.owner, age: row.beats === '0' ? 0 : Number(row.age) };
  } catch (error) {
    if (error instanceof ClickHouseError && error.code === UNKNOWN_TABLE) return undefined;
    throw error;
  }
}

/**
 * Waits for the right to migrate. The lock is a table, since only one CREATE of it succeeds; its owner adds a row every 2 s,
 * and one that has had none for 10 s belongs to a process that has died, and is dropped.
 */
export async function takeMigrationLock(client: ClickHouseClient): Promise<MigrationLock> {
  const own = randomUUID();
  const beat = () => client.insert({ table: TABLE, values: [{ owner: own }], format: 'JSONEachRow', columns: ['owner'] });
  for (let emptySince: number | undefined; ;) {
    try {
      await client.command({ query: `CREATE TABLE ${TABLE} (owner String, at DateTime64(3, 'UTC') DEFAULT now64(3)) ENGINE = MergeTree ORDER BY at` });
      break;
    } catch (error) {
      if (!(error instanceof ClickHouseError) || error.code !== TABLE_EXISTS) throw error;
    }
    const holder = await owner(client);
    // An owner that died between CREATE and its first row has no time of its own: then the time since it was first seen counts.
    emptySince = holder && holder.owner === '' ? (emptySince ?? Date.now()) : undefined;
    const isStale = holder !== undefined && (holder.age > STALE_SECONDS || (emptySince !== undefined && Date.now() - emptySince > STALE_SECONDS * 1000));
    if (isStale) await client.command({ query: `DROP TABLE IF EXISTS ${TABLE}` });
    else await delay(LOOK_EVERY_MS);
  }
  await beat();
  const timer = setInterval(() => void beat().catch(() => undefined), REFRESH_MS);
  return {
    check: async () => {
      if ((await owner(client))?.owner !== own) throw new Error('another process has taken over the migration');
    },
    release: async () => {
      clearInterval(timer);
      if ((await owner(client))?.owner === own) await client.command({ query: `DROP TABLE IF EXISTS ${TABLE}` });
    },
  };
}
