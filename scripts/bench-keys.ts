// What the check of an API key and the limits cost a call of ingest. See docs/benchmarks.md.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT_ROOT } from './lib/project-root.ts';
import { benchRecords } from './bench/records.ts';

const HELP = `npm run bench:keys -- [--blocks N]

Apps in this process take the same calls in turns: one checks the API key and knows limits, as people run it, the others have no check
at all. The store takes everything at once, and calls come without a network, so what a call costs besides is small and the check weighs
more than in truth. Shows CPU µs a call, the best of N blocks (60) of each.
`;
const { values } = parseArgs({ options: { blocks: { type: 'string', default: '60' }, help: { type: 'boolean', default: false } } });
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const TOKEN = 'ls_bench_token_0123456789';
/** Records of a call, and calls of a block. */
const LOADS = [
  [1, 600],
  [10, 300],
  [100, 60],
] as const;

/** `again` is another app without any check: how much it differs from the first is how exact the figures are. */
const KINDS = ['unchecked', 'again', 'checked'] as const;
type Kind = (typeof KINDS)[number];

interface App {
  get<T>(token: unknown, options?: { strict: boolean }): T;
  init(): Promise<unknown>;
  close(): Promise<void>;
  inject(call: object): Promise<{ statusCode: number; body: string }>;
  getHttpAdapter(): { getInstance(): { addHook(name: string, hook: unknown): void; ready(): PromiseLike<unknown> } };
}

interface Caller {
  principal?: unknown;
}

const dist = <T>(file: string): Promise<T> => import(path.join(PROJECT_ROOT, 'backend/dist', file)) as Promise<T>;
const named = async <T>(file: string, name: string): Promise<T> => {
  const found = (await dist<Record<string, T>>(file))[name];
  if (found === undefined) throw new Error(`${file} has no ${name}`);
  return found;
};
const module = async (file: string, name: string, ...given: unknown[]): Promise<unknown> =>
  (await named<{ with(...given: unknown[]): unknown }>(file, name)).with(...given);

async function createBenchApp(checked: boolean, postgresUrl: string, dataDir: string): Promise<App> {
  const readSettings = await named<(env: object, cwd: string) => object>('platform/config/settings.js', 'readSettings');
  const settings = readSettings({ DATA_DIR: dataDir, INGEST_TOKEN: TOKEN, INGEST_REQUESTS_PER_SECOND: '0' }, dataDir);
  const checks = [await named('modules/auth/auth.module.js', 'AuthModule'), await named('modules/limits/limits.module.js', 'LimitsModule')];
  const imports = [
    await module('platform/config/settings.module.js', 'SettingsModule', settings),
    await module('platform/prisma/prisma.module.js', 'PrismaModule', postgresUrl),
    await module('platform/clickhouse/clickhouse.module.js', 'ClickHouseModule', { url: 'http://127.0.0.1:1/nowhere' }),
    await named('modules/audit/audit.module.js', 'AuditModule'),
    ...(checked ? checks : []),
    await named('modules/ingest/ingest.module.js', 'IngestModule'),
  ];
  const createApp = await named<(root: object, settings: object, options: object) => Promise<{ app: App }>>('platform/http/create-app.js', 'createApp');
  const log = await named('platform/telemetry/logger.js', 'silentLog');
  const { app } = await createApp({ module: class Root {}, imports }, settings, { log });
  if (!checked) letEverybodyIn(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  if (checked) await app.get<{ ensure(): Promise<unknown> }>(await named('modules/auth/bootstrap-access.service.js', 'BootstrapAccessService')).ensure();
  const store = app.get<{ insert: unknown }>(await named('modules/logs/store/log-store.js', 'LOG_STORE'), { strict: false });
  store.insert = () => Promise.resolve();
  return app;
}

function letEverybodyIn(app: App): void {
  const principal = { kind: 'key', tenant: 'default', keyId: 'none', name: 'none', scopes: ['ingest'], fixed: {}, ingestLimits: {} };
  const hook = (request: Caller, _reply: unknown, done: () => void): void => {
    request.principal = principal;
    done();
  };
  app.getHttpAdapter().getInstance().addHook('onRequest', hook);
}

/** CPU µs of a call, over one block. */
async function block(app: App, body: Buffer, calls: number): Promise<number> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/x-ndjson' };
  const before = process.cpuUsage();
  // All at once: calls wait for the next write of the store, which comes at a pace.
  const call = () => app.inject({ method: 'POST', url: '/api/v1/logs/ingest', headers, payload: body });
  for (const { statusCode, body: answer } of await Promise.all(Array.from({ length: calls }, call))) {
    if (statusCode !== 201) throw new Error(`${statusCode} ${answer}`);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

const sorted = (list: number[]): number[] => list.toSorted((a, b) => a - b);
const best = (list: number[]): number => sorted(list)[0] ?? NaN;

async function compare(apps: Record<Kind, App>, records: number, calls: number): Promise<string> {
  const lines = benchRecords(records, 1, Date.now() - 60_000).map((record) => JSON.stringify(record));
  const body = Buffer.from(lines.join('\n'));
  const costs: Record<Kind, number[]> = { unchecked: [], again: [], checked: [] };
  for (let round = 0; round < Number(values.blocks) + 5; round++) {
    // Each comes first, second and last as often as the others.
    for (let turn = 0; turn < KINDS.length; turn++) {
      const kind = KINDS[(round + turn) % KINDS.length] ?? 'unchecked';
      const cost = await block(apps[kind], body, calls);
      // The first rounds are thrown away: code that runs for the first time is not compiled yet.
      if (round >= 5) costs[kind].push(cost);
    }
  }
  const figure = (kind: Kind): string => {
    const more = (best(costs[kind]) / best(costs.unchecked) - 1) * 100;
    return `${best(costs[kind]).toFixed(1)} (${more >= 0 ? '+' : ''}${more.toFixed(1)} %)`;
  };
  return `| ${records} | ${best(costs.unchecked).toFixed(1)} | ${figure('again')} | ${figure('checked')} |`;
}

/** Nanoseconds of one step, the best of ten rounds. */
function nanoseconds(step: () => void): number {
  const rounds = Array.from({ length: 10 }, () => {
    const began = process.hrtime.bigint();
    for (let i = 0; i < 100_000; i++) step();
    return Number(process.hrtime.bigint() - began) / 100_000;
  });
  return Math.round(best(rounds));
}

async function steps(app: App): Promise<string> {
  const verifier = app.get<{ resolve(token: string): unknown }>(await named('modules/auth/tokens/access-token-verifier.js', 'AccessTokenVerifier'));
  const calls = app.get<{ count(group: string, calling: object, nowMs: number): unknown }>(
    await named('modules/limits/count-calls.service.js', 'CountCallsService'),
  );
  const calling = { principal: await verifier.resolve(TOKEN), address: '127.0.0.1' };
  const key = nanoseconds(() => verifier.resolve(TOKEN));
  const count = nanoseconds(() => calls.count('general', calling, Date.now()));
  return `the check of a known key: ${key} ns; counting a call of the API in memory: ${count} ns`;
}

const workDir = mkdtempSync(path.join(os.tmpdir(), 'logstream-bench-'));
chmodSync(workDir, 0o711); // the user of PostgreSQL must pass, else its files go elsewhere and stay there
await dist('../../node_modules/reflect-metadata/Reflect.js');
const quiet = { info() {}, warn: console.warn, error: console.error, debug() {} };
const startPostgres = await named<(options: object) => Promise<{ url: string; stop(): Promise<void> }>>(
  'platform/embedded/postgres/embedded-postgres.js',
  'startEmbeddedPostgres',
);
const postgres = await startPostgres({ dataDir: workDir, log: quiet, say: () => undefined, durable: false });
try {
  const migrate = await named<(url: string, dir: string) => Promise<unknown>>('platform/prisma/migrate-postgres.js', 'migratePostgres');
  await migrate(postgres.url, path.join(PROJECT_ROOT, 'prisma/migrations'));
  const checked = await createBenchApp(true, postgres.url, path.join(workDir, 'checked'));
  const unchecked = await createBenchApp(false, postgres.url, path.join(workDir, 'unchecked'));
  const again = await createBenchApp(false, postgres.url, path.join(workDir, 'again'));
  console.log(`${os.cpus().length} cores (${os.cpus()[0]?.model ?? 'unknown'}), Node ${process.version}\n`);
  console.log('| records a call | CPU µs a call without any check | the same again | with key and limits |\n|---|---|---|---|');
  for (const [records, calls] of LOADS) console.log(await compare({ checked, unchecked, again }, records, calls));
  console.log(`\n${await steps(checked)}`);
  await checked.close();
  await unchecked.close();
  await again.close();
} finally {
  await postgres.stop();
  rmSync(workDir, { recursive: true, force: true });
}
