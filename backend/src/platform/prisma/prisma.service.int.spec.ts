import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../embedded/postgres/embedded-postgres.js';
import { toAppError } from '../errors/error-body.js';
import { silentLog } from '../telemetry/logger.js';
import { migratePostgres } from './migrate-postgres.js';
import { PrismaService } from './prisma.service.js';
import { PROJECT_ROOT } from '../config/project-root.js';

let dir: string;
let server: EmbeddedPostgres;
let prisma: PrismaService;

beforeAll(async () => {
  dir = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'logstream-prisma-')));
  chmodSync(dir, 0o755);
  server = await startEmbeddedPostgres({ dataDir: dir, log: silentLog, say: () => undefined, durable: false });
  await migratePostgres(server.url, path.join(PROJECT_ROOT, 'prisma', 'migrations'));
  prisma = new PrismaService(server.url);
});
afterAll(async () => {
  await prisma.$disconnect();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'nothing',
    (error: unknown) => error,
  );

it('tells a caller to come back while PostgreSQL is away, in the middle of a query too, and hides what is wrong with a query', async () => {
  const wrong = toAppError(await thrownBy(prisma.$queryRawUnsafe('SELECT nothing FROM nowhere')));
  expect(wrong.code).toBe('internal');
  const cut = thrownBy(prisma.$queryRawUnsafe('SELECT 1 FROM pg_sleep(60)'));
  while ((await prisma.$queryRaw<unknown[]>`SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid != pg_backend_pid()`).length === 0);
  await server.stop();
  for (const thrown of [await cut, await thrownBy(prisma.user.findFirst())]) {
    expect(toAppError(thrown)).toMatchObject({ code: 'store_unavailable', retryAfterSeconds: 2 });
  }
});
