import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RunningApp } from './running-app.js';

const MAIN = path.join(__dirname, '../../dist/main.js');

/** Runs the app until it ends by itself; gives its exit code and what it said. */
async function runToEnd(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [MAIN], { env: { ...process.env, HOST: '127.0.0.1', PORT: '0', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (part: Buffer) => (said += part.toString()));
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  await once(child, 'close');
  return { code: child.exitCode, said };
}

const isGone = (pid: number) => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

describe('a start that cannot work', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'logstream-life-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('lists every wrong setting by name, never its value', async () => {
    const { code, said } = await runToEnd({ DATA_DIR: dir, PORT: 'geheim', LOG_RETENTION_DAYS: '0', DATABASE_URL: 'mysql://u:geheim@h/d' });
    expect(code).toBe(1);
    expect(said).toMatch(/Some settings are wrong:\n {2}- PORT: .*\n {2}- DATABASE_URL: .*\n {2}- LOG_RETENTION_DAYS: /);
    expect(said).not.toContain('geheim');
    expect(said).not.toContain(' at ');
  });

  it('names a server that is not there, ends what was started, and gives the folder free', async () => {
    const { code, said } = await runToEnd({ DATA_DIR: dir, DATABASE_URL: 'postgresql://u:geheim@127.0.0.1:1/none' });
    expect(code).toBe(1);
    expect(said).toContain('PostgreSQL at 127.0.0.1:1 cannot be used');
    expect(said).not.toContain('geheim');
    expect(existsSync(path.join(dir, 'lock'))).toBe(false);
  });
});

describe('a running app', () => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await RunningApp.start();
  });
  afterAll(() => app.dispose());

  it('keeps a second one off its data folder and its port', async () => {
    const onFolder = await runToEnd({ DATA_DIR: app.dataDir });
    expect(onFolder.code).toBe(1);
    expect(onFolder.said).toContain(`LogStream already runs on this data folder (process ${app.pid()}, ${app.url})`);
    const { port } = new URL(app.url);
    const other = mkdtempSync(path.join(os.tmpdir(), 'logstream-life-'));
    const onPort = await runToEnd({ DATA_DIR: other, PORT: port });
    expect(onPort.code).toBe(1);
    expect(onPort.said).toContain(`Port ${port} is in use by another program.`);
    rmSync(other, { recursive: true });
    expect((await fetch(`${app.url}/health`)).status).toBe(200);
  });

  it('goes on when PostgreSQL is killed, says so meanwhile, and has it back', async () => {
    process.kill(Number(readFileSync(clusterPidFile(app.dataDir), 'utf8').split('\n')[0]), 'SIGKILL');
    await app.until('metadata answers again', async () => {
      const health = (await (await fetch(`${app.url}/health`)).json()) as { checks: { metadata: { status: string } } };
      return health.checks.metadata.status === 'ok' && existsSync(clusterPidFile(app.dataDir)) && (await app.signIn()) !== '';
    });
  }, 90_000);

  it('ends in order on SIGTERM: stores gone, lock and address gone', async () => {
    const postgres = Number(readFileSync(clusterPidFile(app.dataDir), 'utf8').split('\n')[0]);
    const engine = app.pid('bridge.js');
    await app.end('SIGTERM');
    expect([isGone(postgres), isGone(engine)]).toEqual([true, true]);
    expect(['lock', 'address'].filter((file) => existsSync(path.join(app.dataDir, file)))).toEqual([]);
  });
});

/** As root the database may lie elsewhere: see postgres-location. */
function clusterPidFile(dataDir: string): string {
  const pointer = path.join(dataDir, 'postgres-location');
  const home = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : path.join(dataDir, 'postgres');
  return path.join(home, 'cluster/postmaster.pid');
}
