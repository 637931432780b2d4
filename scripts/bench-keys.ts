// What the check of API keys and the limits cost: the same load on the same ingest, with and without them, in turns. See docs/benchmarks.md.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { APP_ENV, APP_NODE_FLAGS } from './lib/node-runtime.mjs';
import { PROJECT_ROOT } from './lib/project-root.ts';
import { cpuSeconds } from './bench/process-usage.ts';

const HELP = `npm run bench:keys -- [options]

Measures the CPU of the app for a call of ingest, with the check of its API key and without any, in turns on the same stores.

  --rounds N     turns of each       (5)
  --seconds N    length of a turn    (6)
`;
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '6' }, help: { type: 'boolean', default: false } },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const token = 'ls_bench_token_0123456789';
const workDir = mkdtempSync(path.join(os.tmpdir(), 'logstream-bench-'));
chmodSync(workDir, 0o711); // the user of PostgreSQL must pass, else its files go elsewhere and stay there
const quiet = { info() {}, warn: console.warn, error: console.error, debug() {}, child: () => quiet };
const dist = <T>(file: string): Promise<T> => import(path.join(PROJECT_ROOT, 'backend/dist', file)) as Promise<T>;

interface Stores {
  postgresUrl: string;
  clickhouse: object;
  stop(): Promise<void>;
}

async function startStores(): Promise<Stores> {
  const { readSettings } = await dist<{ readSettings(env: object, cwd: string): object }>('platform/config/settings.js');
  const module = await dist<{ startStores(settings: object, log: object, say: () => void): Promise<Stores> }>('boot/start-stores.js');
  return module.startStores(readSettings({ DATA_DIR: workDir }, workDir), quiet, () => undefined);
}

interface BenchApp {
  child: ChildProcess;
  url: string;
}

async function startApp(stores: Stores, checked: boolean): Promise<BenchApp> {
  const { postgresUrl, clickhouse } = stores;
  const order = { checked, dataDir: path.join(workDir, checked ? 'checked' : 'unchecked'), token, postgresUrl, clickhouse };
  const options = { cwd: path.join(PROJECT_ROOT, 'backend'), execArgv: APP_NODE_FLAGS, env: { ...process.env, ...APP_ENV } };
  const child = fork(path.join(import.meta.dirname, 'bench/app-with-keys.ts'), [JSON.stringify(order)], options);
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  return { child, url };
}

/** CPU µs of the app for one call, under load for a turn. */
async function turn({ child, url }: BenchApp, recordsACall: number): Promise<number> {
  const load = { url: `${url}/api/v1/logs/ingest`, token, connections: 16, recordsACall, bodies: 50, seconds: Number(values.seconds), warmUpSeconds: 1 };
  const generator = fork(path.join(import.meta.dirname, 'bench/load-generator.ts'), [JSON.stringify(load)]);
  let before = 0;
  let used = 0;
  let acknowledged = 0;
  generator.on('message', (message: { event: string; acknowledged: number }) => {
    if (message.event === 'measuring') before = cpuSeconds(child.pid ?? 0);
    else {
      used = cpuSeconds(child.pid ?? 0) - before;
      acknowledged = message.acknowledged;
    }
  });
  await once(generator, 'exit');
  if (acknowledged === 0) throw new Error('nothing was acknowledged');
  return (used / (acknowledged / recordsACall)) * 1e6;
}

const median = (list: number[]): number => list.sort((a, b) => a - b)[list.length >> 1] ?? NaN;

async function compare(apps: { checked: BenchApp; unchecked: BenchApp }, recordsACall: number): Promise<string> {
  const costs: Record<'checked' | 'unchecked', number[]> = { checked: [], unchecked: [] };
  const extras: number[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    // Each first as often as the other.
    const order = round % 2 === 0 ? (['checked', 'unchecked'] as const) : (['unchecked', 'checked'] as const);
    for (const kind of order) costs[kind].push(await turn(apps[kind], recordsACall));
    extras.push(((costs.checked.at(-1) ?? NaN) / (costs.unchecked.at(-1) ?? NaN) - 1) * 100);
  }
  return `| ${recordsACall} | ${median(costs.unchecked).toFixed(0)} | ${median(costs.checked).toFixed(0)} | ${median(extras).toFixed(1)} % |`;
}

const stores = await startStores();
try {
  const apps = { checked: await startApp(stores, true), unchecked: await startApp(stores, false) };
  console.log(`${os.cpus().length} cores (${os.cpus()[0]?.model ?? 'unknown'}), Node ${process.version}\n`);
  console.log('| records a call | CPU µs a call without any check | with key and limits | more |\n|---|---|---|---|');
  // A first turn of each is thrown away: code that runs for the first time is not compiled yet.
  for (const app of Object.values(apps)) await turn(app, 100);
  for (const records of [1000, 100, 1]) console.log(await compare(apps, records));
  apps.checked.child.send('measure');
  const [steps] = (await once(apps.checked.child, 'message')) as [{ resolveNs: number; countNs: number }];
  console.log(`\nthe check of a known key: ${steps.resolveNs} ns; counting a call in memory: ${steps.countNs} ns`);
  for (const { child } of Object.values(apps)) {
    child.disconnect();
    await once(child, 'exit');
  }
} finally {
  await stores.stop();
  rmSync(workDir, { recursive: true, force: true });
}
