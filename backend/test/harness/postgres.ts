import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PROJECT_ROOT } from '../../src/platform/config/project-root.js';
import { startEmbeddedPostgres } from '../../src/platform/embedded/postgres/embedded-postgres.js';
import { migratePostgres } from '../../src/platform/prisma/migrate-postgres.js';
import { silentLog } from '../../src/platform/telemetry/logger.js';

export interface TestPostgres {
  /** Of a migrated, empty database. */
  url: string;
  /** A folder of its own, beside the database's files. */
  dataDir: string;
  /** Makes one more migrated database on the same server. */
  newDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a real PostgreSQL for one spec file: about a second, without durability. Call `stop` in afterAll. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const root = mkdtempSync(path.join(os.tmpdir(), 'logstream-test-'));
  chmodSync(root, 0o755); // the user of PostgreSQL has to get through
  const server = await startEmbeddedPostgres({ dataDir: root, log: silentLog, say: () => undefined, durable: false });
  const newDatabase = async (name: string): Promise<string> => {
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    await migratePostgres(url.href, path.join(PROJECT_ROOT, 'prisma', 'migrations'));
    return url.href;
  };
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  };
  try {
    return { url: await newDatabase('test'), dataDir: path.join(root, 'app'), newDatabase, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
