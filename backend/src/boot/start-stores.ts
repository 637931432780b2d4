import path from 'node:path';
import { migrateClickHouse } from '../platform/clickhouse/migrate-clickhouse.js';
import type { ClickHouseConnection } from '../platform/clickhouse/clickhouse-connection.js';
import { PROJECT_ROOT } from '../platform/config/project-root.js';
import type { Settings } from '../platform/config/settings.js';
import { startEmbeddedClickHouse } from '../platform/embedded/clickhouse/clickhouse-supervisor.js';
import { startEmbeddedPostgres } from '../platform/embedded/postgres/embedded-postgres.js';
import { migratePostgres } from '../platform/prisma/migrate-postgres.js';
import type { Log } from '../platform/telemetry/logger.js';

/** The stores of a running app: where they are, and how the embedded ones are ended. */
export interface Stores {
  postgresUrl: string;
  clickhouse: ClickHouseConnection;
  stop(): Promise<void>;
}

/** The embedded stores that run so far. */
interface Running {
  engine?: { stop(): Promise<void> };
  postgres?: { stop(): Promise<void> };
}

async function startMetadata(settings: Settings, log: Log, say: (line: string) => void, running: Running): Promise<string> {
  const migrations = path.join(PROJECT_ROOT, 'prisma', 'migrations');
  let url = settings.databaseUrl;
  if (url === undefined) {
    const postgres = await startEmbeddedPostgres({ dataDir: settings.dataDir, log: log.child({ context: 'PostgreSQL' }), say });
    running.postgres = postgres;
    url = postgres.url;
  }
  await migratePostgres(url, migrations);
  return url;
}

async function startLogs(settings: Settings, log: Log, running: Running): Promise<ClickHouseConnection> {
  let connection: ClickHouseConnection;
  if (settings.clickhouseUrl === undefined) {
    const engine = await startEmbeddedClickHouse({
      dir: path.join(settings.dataDir, 'clickhouse'),
      memoryMb: settings.engineMemoryMb,
      log: log.child({ context: 'Engine' }),
    });
    running.engine = engine;
    connection = { url: engine.url, username: engine.username, password: engine.password };
  } else {
    connection = { url: settings.clickhouseUrl };
  }
  await migrateClickHouse(connection);
  return connection;
}

/**
 * Starts the embedded stores, or takes the servers that the settings name, and brings both up to date, side by side. When one
 * of them fails, what the other has started is ended before the error is thrown.
 */
export async function startStores(settings: Settings, log: Log, say: (line: string) => void): Promise<Stores> {
  const running: Running = {};
  // The engine first: it holds the logs and takes longer.
  const stop = async () => {
    await running.engine?.stop();
    await running.postgres?.stop();
  };
  const [metadata, logs] = await Promise.allSettled([startMetadata(settings, log, say, running), startLogs(settings, log, running)]);
  if (metadata.status === 'fulfilled' && logs.status === 'fulfilled') return { postgresUrl: metadata.value, clickhouse: logs.value, stop };
  await stop();
  throw metadata.status === 'rejected' ? metadata.reason : logs.status === 'rejected' ? logs.reason : new Error('unreachable');
}
