import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import { createClickHouseClient } from '../../src/platform/clickhouse/clickhouse-client.js';
import type { ClickHouseConnection } from '../../src/platform/clickhouse/clickhouse-connection.js';
import { migrateClickHouse } from '../../src/platform/clickhouse/migrate-clickhouse.js';
import { startEmbeddedClickHouse } from '../../src/platform/embedded/clickhouse/clickhouse-supervisor.js';
import { silentLog } from '../../src/platform/telemetry/logger.js';

export interface TestEngine {
  connection: ClickHouseConnection;
  client: ClickHouseClient;
  /** Makes one more database with the platform's tables on the same engine. */
  newDatabase(name: string): Promise<ClickHouseConnection>;
  stop(): Promise<void>;
}

/** The real engine with the platform's tables, in a folder of its own. */
export async function startTestEngine(): Promise<TestEngine> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'logstream-engine-'));
  const engine = await startEmbeddedClickHouse({ dir: path.join(dir, 'engine'), memoryMb: 700, log: silentLog });
  const connection = { url: engine.url, username: engine.username, password: engine.password };
  await migrateClickHouse(connection);
  const client = createClickHouseClient(connection);
  return {
    connection,
    client,
    async newDatabase(name) {
      const url = new URL(engine.url);
      url.pathname = `/${name}`;
      const other = { ...connection, url: url.href };
      await migrateClickHouse(other);
      return other;
    },
    async stop() {
      await client.close();
      await engine.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
