import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { endedProcess } from '../../../../test/harness/ended-process.js';
import { StartError } from '../../errors/start-error.js';
import { silentLog } from '../../telemetry/logger.js';
import { processExists } from '../process-identity.js';
import { findPostgresBinaries } from './binaries.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.js';
import { locatePostgres } from './location.js';
import { postgresUser, type OsUser } from './os-user.js';
import { startServer } from './server-process.js';

const folders: string[] = [];
const running: EmbeddedPostgres[] = [];

function newFolder(): string {
  const dir = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'logstream-pg-')));
  chmodSync(dir, 0o755);
  folders.push(dir);
  return dir;
}

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log: silentLog, say: () => undefined, durable: false });
  running.push(server);
  return server;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const target = new URL(url);
  target.pathname = '/postgres';
  const client = new pg.Client(target.href);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>({ text: sql })).rows;
  } finally {
    await client.end();
  }
}

/** Looks again until a condition holds. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; await delay(10)) if (await condition()) return;
  throw new Error('waited in vain');
}

const answers = (url: string) =>
  ask(url, 'SELECT 1').then(
    () => true,
    () => false,
  );

function pidOf(server: EmbeddedPostgres): number {
  const pid = server.pid();
  if (pid === undefined) throw new Error('PostgreSQL does not run');
  return pid;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
  for (const dir of folders.splice(0)) rmSync(dir, { recursive: true, force: true });
});

describe('the embedded PostgreSQL', () => {
  it('keeps its data and its password over a stop, and lets nobody in without it', async () => {
    const dir = newFolder();
    const first = await start(dir);
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const password = new URL(first.url).password;
    const pid = pidOf(first);
    await first.stop();
    expect(processExists(pid)).toBe(false);
    expect(first.state()).toBe('stopped');

    const second = await start(dir);
    expect(new URL(second.url).password).toBe(password);
    expect(await ask(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    const withoutPassword = new URL(second.url);
    withoutPassword.password = 'guess';
    await expect(ask(withoutPassword.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  });

  it('makes a new password when the file was lost', async () => {
    const dir = newFolder();
    const first = await start(dir);
    await ask(first.url, 'CREATE TABLE kept AS SELECT 1 AS answer');
    await first.stop();
    rmSync(path.join(dir, 'postgres-password'));
    const second = await start(dir);
    expect(new URL(second.url).password).not.toBe(new URL(first.url).password);
    expect(await ask(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 1 }]);
  });

  it('starts again on the same address when it is killed', async () => {
    const server = await start(newFolder());
    await ask(server.url, 'CREATE TABLE kept AS SELECT 1 AS answer');
    const pid = pidOf(server);
    process.kill(pid, 'SIGKILL');
    await until(async () => server.pid() !== pid && server.state() === 'running' && (await answers(server.url)));
    expect(pidOf(server)).not.toBe(pid);
  });

  it('ends by itself when the process that started it is killed, and the next start goes on', async () => {
    const dir = newFolder();
    const first = await start(dir);
    await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS answer');
    await first.stop();
    const parent = await startInAnotherProcess(dir);
    const pid = Number(readFileSync(path.join(dir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await until(() => !processExists(pid));
    const second = await start(dir);
    expect(await ask(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 7 }]);
  });

  it('takes over from an orphan that still runs', async () => {
    const dir = newFolder();
    const first = await start(dir);
    const port = Number(new URL(first.url).port);
    await first.stop();
    const orphan = await startServer({
      ...programsFor(dir),
      dir: path.join(dir, 'postgres/cluster'),
      port,
      durable: false,
      log: silentLog,
    });
    const pid = pidOf(first);
    const second = await start(dir);
    expect(processExists(pid)).toBe(false);
    expect(await answers(second.url)).toBe(true);
    await orphan.ended;
  });

  it('starts over a postmaster.pid whose number now belongs to another program', async () => {
    const dir = newFolder();
    const first = await start(dir);
    await first.stop();
    writeFileSync(path.join(dir, 'postgres/cluster/postmaster.pid'), `${process.pid}\n`);
    const second = await start(dir);
    expect(await answers(second.url)).toBe(true);
  });

  it('starts over a postmaster.pid whose process has ended and is only kept in the list of processes', async () => {
    const dir = newFolder();
    const first = await start(dir);
    await first.stop();
    const ended = await endedProcess();
    writeFileSync(path.join(dir, 'postgres/cluster/postmaster.pid'), `${ended.pid}\n`);
    const second = await start(dir);
    expect(await answers(second.url)).toBe(true);
    await ended.forget();
  });

  it('says in one sentence that the data are of another major version', async () => {
    const dir = newFolder();
    const first = await start(dir);
    await first.stop();
    writeFileSync(path.join(dir, 'postgres/cluster/PG_VERSION'), '12\n');
    await expect(start(dir)).rejects.toThrow(/is of PostgreSQL 12, and this LogStream brings PostgreSQL 18/);
  });

  it('does not start on files that it cannot read, and says why', async () => {
    const dir = newFolder();
    mkdirSync(path.join(dir, 'cluster'));
    await expect(startServer({ ...programsFor(dir), dir: path.join(dir, 'cluster'), port: 1, durable: false, log: silentLog })).rejects.toThrow(StartError);
    expect(existsSync(path.join(dir, 'cluster/postmaster.pid'))).toBe(false);
  });
});

/** How the server of a data folder is run: by a user who can reach the programs. */
function programsFor(dataDir: string): { binDir: string; user: OsUser | undefined } {
  const user = postgresUser(() => undefined);
  const { binaries } = locatePostgres(dataDir, findPostgresBinaries(), user, () => undefined);
  return { binDir: path.join(binaries.dir, 'bin'), user };
}

/** Starts the guard as the app does, in a process of its own that can be killed. */
async function startInAnotherProcess(dir: string): Promise<ChildProcess> {
  const program = path.join(__dirname, '../../../../dist/platform/embedded/postgres/embedded-postgres.js');
  const script = `import { startEmbeddedPostgres } from ${JSON.stringify(program)};
    const log = { debug() {}, info() {}, warn() {} };
    await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dir)}, log, say() {}, durable: false });
    process.stdout.write('started');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => {
      throw new Error('the other process ended early; is the app built (npm run build)?');
    }),
  ]);
  return child;
}
