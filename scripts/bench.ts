// Sustained ingest over HTTP with durable acknowledgement, beside the engine alone in the same run. See docs/benchmarks.md.
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createClient } from '@clickhouse/client';
import { APP_ENV, APP_NODE_FLAGS } from './lib/node-runtime.mjs';
import { cpuSeconds, peakMemoryMb } from './bench/process-usage.ts';

const HELP = `npm run bench -- [options]

Measures logs per second that the app acknowledges over HTTP, the CPU of app, engine and load generator apart, bytes stored per
log, peak memory, and the ratio to the engine alone (the same records into the same table in inserts of 50,000 rows).

  --seconds N       length of each measured part           (30)
  --connections N   requests on their way at one time      (64)
  --records N       records a request                      (1000)
  --sessions LIST   sessions of the engine alone to try    (1,2,4)
`;

const root = path.join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    connections: { type: 'string', default: '64' },
    records: { type: 'string', default: '1000' },
    sessions: { type: 'string', default: '1,2,4' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

interface LoadResult {
  acknowledged: number;
  acknowledgedInWarmUp: number;
  failed: number;
  seconds: number;
  cpuSeconds: number;
  p50Ms: number;
  p99Ms: number;
}

interface Engine {
  url: string;
  username: string;
  password: string;
  pid(): number | undefined;
  stop(): Promise<void>;
}

const token = 'ls_bench_token_0123456789';
const workDir = mkdtempSync(path.join(os.tmpdir(), 'logstream-bench-'));
chmodSync(workDir, 0o711); // the user of PostgreSQL must pass, else its files go elsewhere and stay there

/** Runs a child script with one JSON order and gives its last message; `onMessage` sees each. */
function runChild<T>(script: string, order: object, onMessage: (message: { event?: string }) => void = () => undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(import.meta.dirname, 'bench', script), [JSON.stringify(order)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    let last: unknown;
    child.on('message', (message) => {
      last = message;
      onMessage(message as { event?: string });
    });
    child.once('error', reject);
    child.once('exit', () => (last === undefined ? reject(new Error(`${script} ended without a result`)) : resolve(last as T)));
  });
}

async function benchEngineAlone(): Promise<{ rate: number; cpuPerMillion: number; sessions: number }> {
  let best = { rate: 0, cpuPerMillion: 0, sessions: 0 };
  for (const sessions of values.sessions.split(',').map(Number)) {
    const dir = path.join(workDir, `alone-${sessions}`);
    const result = await runChild<{ rows: number; seconds: number; cpuSeconds: number }>('engine-alone.ts', {
      dir,
      sessions,
      seconds: Number(values.seconds),
      rowsAnInsert: 50_000,
    });
    rmSync(dir, { recursive: true, force: true });
    const rate = result.rows / result.seconds;
    const cpuPerMillion = (result.cpuSeconds / result.rows) * 1e6;
    console.log(`engine alone, ${sessions} session(s): ${Math.round(rate).toLocaleString('en')} logs/s, ${cpuPerMillion.toFixed(1)} CPU s per million`);
    if (rate > best.rate) best = { rate, cpuPerMillion, sessions };
  }
  return best;
}

async function startEngine(): Promise<Engine> {
  const module = (await import(path.join(root, 'backend/dist/platform/embedded/clickhouse/clickhouse-supervisor.js'))) as {
    startEmbeddedClickHouse(options: object): Promise<Engine>;
  };
  return module.startEmbeddedClickHouse({
    dir: path.join(workDir, 'clickhouse'),
    memoryMb: 0,
    log: { info() {}, warn: console.warn, error: console.error, debug() {} },
  });
}

/** Starts the built app against the engine of this bench, so that both processes can be watched. */
async function startApp(engine: Engine): Promise<{ child: ChildProcess; url: string }> {
  const clickhouse = new URL(engine.url);
  clickhouse.username = engine.username;
  clickhouse.password = engine.password;
  const dataDir = path.join(workDir, 'data');
  const child = spawn(process.execPath, [...APP_NODE_FLAGS, path.join(root, 'backend/dist/main.js')], {
    cwd: path.join(root, 'backend'),
    env: {
      ...process.env,
      ...APP_ENV,
      DATA_DIR: dataDir,
      PORT: '0',
      HOST: '127.0.0.1',
      INGEST_TOKEN: token,
      CLICKHOUSE_URL: clickhouse.href,
      LOG_LEVEL: 'warn',
    },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const address = path.join(dataDir, 'address');
  for (let i = 0; i < 600; i++) {
    if (child.exitCode !== null) throw new Error(`the app ended with ${child.exitCode}`);
    const url = existsSync(address) ? (readFileSync(address, 'utf8').trim().split('\n')[0] ?? '') : '';
    if (
      url !== '' &&
      (await fetch(`${url}/health`).then(
        (r) => r.ok,
        () => false,
      ))
    )
      return { child, url };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the app did not answer');
}

async function benchHttp(): Promise<void> {
  const alone = await benchEngineAlone();
  const engine = await startEngine();
  const app = await startApp(engine);
  const appPid = app.child.pid ?? 0;
  const enginePid = engine.pid() ?? 0;
  let before = { app: 0, engine: 0 };
  const load = await runChild<LoadResult>(
    'load-generator.ts',
    {
      url: `${app.url}/api/v1/logs/ingest`,
      token,
      connections: Number(values.connections),
      recordsACall: Number(values.records),
      bodies: 600,
      seconds: Number(values.seconds),
      warmUpSeconds: 5,
    },
    (message) => {
      if (message.event === 'measuring') before = { app: cpuSeconds(appPid), engine: cpuSeconds(enginePid) };
    },
  );
  const used = { app: cpuSeconds(appPid) - before.app, engine: cpuSeconds(enginePid) - before.engine };
  const peak = { app: peakMemoryMb(appPid), engine: peakMemoryMb(enginePid) };
  const client = createClient({ url: engine.url, username: engine.username, password: engine.password });
  const ask = async (query: string): Promise<number> =>
    Number((await (await client.query({ query, format: 'JSONCompactEachRow' })).json<[string]>())[0]?.[0] ?? 0);
  const database = (await ask("SELECT count() FROM system.tables WHERE database = 'logstream' AND name = 'logs'")) > 0 ? 'logstream' : 'default';
  const stored = await ask(`SELECT count() FROM ${database}.logs`);
  const counted = await ask(`SELECT sum(count) FROM ${database}.logs_per_minute`);
  const inserts = await ask(`SELECT max(max_block_number) FROM system.parts WHERE table = 'logs' AND database = '${database}'`);
  await client.command({ query: `OPTIMIZE TABLE ${database}.logs FINAL` });
  const bytes = await ask(`SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND table = 'logs' AND database = '${database}'`);
  await client.close();
  app.child.kill('SIGTERM');
  await new Promise((resolve) => app.child.once('exit', resolve));
  await engine.stop();

  const rate = load.acknowledged / load.seconds;
  const perMillion = (seconds: number): string => ((seconds / load.acknowledged) * 1e6).toFixed(1);
  const sent = load.acknowledged + load.acknowledgedInWarmUp;
  console.log(`
| figure | value |
|---|---|
| logs/s acknowledged over HTTP | ${Math.round(rate).toLocaleString('en')} |
| ratio to the engine alone (${alone.sessions} session(s), ${Math.round(alone.rate).toLocaleString('en')} logs/s) | ${(rate / alone.rate).toFixed(2)} |
| CPU s per million logs: app | ${perMillion(used.app)} |
| CPU s per million logs: engine (alone: ${alone.cpuPerMillion.toFixed(1)}) | ${perMillion(used.engine)} |
| CPU s per million logs: load generator | ${perMillion(load.cpuSeconds)} |
| bytes stored per log, after merges | ${(bytes / stored).toFixed(1)} |
| rows a write, mean | ${Math.round(stored / Math.max(1, inserts))} |
| answer time p50, p99 | ${load.p50Ms} ms, ${load.p99Ms} ms |
| peak memory: app, engine | ${peak.app} MB, ${peak.engine} MB |
| failed calls | ${load.failed} |
| acknowledged, stored, counted per minute | ${sent}, ${stored}, ${counted} |
`);
  if (stored !== sent || counted !== stored) throw new Error('The store does not hold what was acknowledged.');
}

try {
  console.log(`${os.cpus().length} cores (${os.cpus()[0]?.model ?? 'unknown'}), ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.version}`);
  await benchHttp();
} finally {
  rmSync(workDir, { recursive: true, force: true });
}
