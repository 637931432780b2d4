// Child process of bench-keys: the ingest part of the built app, with the check of keys and the limits or without any check, on the
// stores of the bench. It tells its address, measures single steps when asked, and ends with its channel.
import path from 'node:path';
import { PROJECT_ROOT } from '../lib/project-root.ts';

interface Order {
  checked: boolean;
  dataDir: string;
  token: string;
  postgresUrl: string;
  clickhouse: object;
}

type Hook = (request: { principal?: unknown }, reply: unknown, done: () => void) => void;

interface App {
  get<T>(token: unknown): T;
  getHttpAdapter(): { getInstance(): { addHook(name: string, hook: Hook): void } };
  listen(options: object): Promise<unknown>;
  getUrl(): Promise<string>;
  close(): Promise<void>;
}

interface WithStatic {
  with(...values: unknown[]): unknown;
}

const order = JSON.parse(process.argv[2] ?? '{}') as Order;
const load = (file: string): Promise<Record<string, unknown>> => import(path.join(PROJECT_ROOT, 'backend/dist', file)) as Promise<Record<string, unknown>>;
const dynamic = async (file: string, name: string, ...values: unknown[]): Promise<unknown> => ((await load(file))[name] as WithStatic).with(...values);
const plain = async (file: string, name: string): Promise<unknown> => (await load(file))[name];

await load('../../node_modules/reflect-metadata/Reflect.js');
const { readSettings } = (await load('platform/config/settings.js')) as { readSettings(env: object, cwd: string): object };
const settings = readSettings({ DATA_DIR: order.dataDir, INGEST_TOKEN: order.token, INGEST_REQUESTS_PER_SECOND: '0', LOG_LEVEL: 'warn' }, order.dataDir);
const common = [
  await dynamic('platform/config/settings.module.js', 'SettingsModule', settings),
  await dynamic('platform/prisma/prisma.module.js', 'PrismaModule', order.postgresUrl),
  await dynamic('platform/clickhouse/clickhouse.module.js', 'ClickHouseModule', order.clickhouse),
  await plain('modules/audit/audit.module.js', 'AuditModule'),
];
const checks = [await plain('modules/auth/auth.module.js', 'AuthModule'), await plain('modules/limits/limits.module.js', 'LimitsModule')];
const ingest = await plain('modules/ingest/ingest.module.js', 'IngestModule');
const imports = [...common, ...(order.checked ? checks : []), ingest];

const { silentLog } = await load('platform/telemetry/logger.js');
const { createApp } = (await load('platform/http/create-app.js')) as { createApp(root: object, settings: object, options: object): Promise<{ app: App }> };
const { app } = await createApp({ module: class Root {}, imports }, settings, { log: silentLog });
if (!order.checked) {
  const principal = { kind: 'key', tenant: 'default', keyId: 'none', name: 'none', scopes: ['ingest'], fixed: {}, ingestLimits: {} };
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, _reply, done) => {
      request.principal = principal;
      done();
    });
}
await app.listen({ port: 0, host: '127.0.0.1' });
if (order.checked) await app.get<{ ensure(): Promise<unknown> }>(await plain('modules/auth/bootstrap-access.service.js', 'BootstrapAccessService')).ensure();

/** Nanoseconds of one step, the best of five rounds. */
function nanoseconds(step: () => void): number {
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const began = process.hrtime.bigint();
    for (let i = 0; i < 200_000; i++) step();
    best = Math.min(best, Number(process.hrtime.bigint() - began) / 200_000);
  }
  return Math.round(best);
}

async function measureSteps(): Promise<{ resolveNs: number; countNs: number }> {
  const verifier = app.get<{ resolve(token: string): unknown }>(await plain('modules/auth/tokens/access-token-verifier.js', 'AccessTokenVerifier'));
  const calls = app.get<{ count(group: string, calling: object, nowMs: number): unknown }>(
    await plain('modules/limits/count-calls.service.js', 'CountCallsService'),
  );
  const principal = await verifier.resolve(order.token);
  const calling = { principal, address: '127.0.0.1' };
  return { resolveNs: nanoseconds(() => verifier.resolve(order.token)), countNs: nanoseconds(() => calls.count('general', calling, Date.now())) };
}

process.on('message', () => void measureSteps().then((steps) => process.send?.({ event: 'steps', ...steps })));
process.on('disconnect', () => void app.close().then(() => process.exit(0)));
process.send?.({ event: 'listening', url: await app.getUrl() });
