// The program of the child process that hosts the embedded ClickHouse engine; clickhouse-supervisor.ts starts it.
// Node runs it as it is (types are stripped), so only erasable TypeScript is used here and in what it imports.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseBridgeStart, type BridgeReport, type BridgeStart } from './bridge-protocol.js';
import { Engine } from './engine.js';
import { ENGINE_CODE, toEngineError } from './engine-error.js';
import { createHttpInterface } from './http-interface.js';

const BEAT_EVERY_MS = 5_000;
const BEAT_LATE_MS = 30_000;
const WRITES_MAY_TAKE_MS = 3_000;
const WRITES_LOOK_EVERY_MS = 10;

function report(message: BridgeReport): Promise<void> {
  return new Promise((resolve) => {
    if (process.send) process.send(message, () => resolve());
    else resolve();
  });
}

async function endWith(message: string, canPass: boolean): Promise<never> {
  await report({ type: 'fatal', message, canPass });
  return endNow();
}

/** At once, whatever the engine's threads do. Nothing acknowledged is lost: parts are whole or not there. */
function endNow(): never {
  process.kill(process.pid, 'SIGKILL');
  process.exit(1);
}

const versionNumber = (version: string): number => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major * 1000 + minor;
};

function explain(thrown: unknown, dir: string): { message: string; canPass: boolean } {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return { message: `The log store cannot write into ${dir}: change its owner, or set DATA_DIR to another folder.`, canPass: false };
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return { message: `The log store cannot use ${dir}: a part of the path is a file. Move it away, or set DATA_DIR to another folder.`, canPass: false };
  if (code === 'ENOSPC' || code === 'EDQUOT' || toEngineError(thrown).code === ENGINE_CODE.notEnoughSpace || /no space left/i.test(text)) {
    return { message: `The disk of ${dir} is full: make room for the log store, or set DATA_DIR to another disk.`, canPass: true };
  }
  if (code === 'EADDRINUSE') return { message: 'Another program has taken the port of the log store.', canPass: true };
  return { message: `The log store in ${dir} cannot be opened: ${text.split('\n')[0] ?? ''}`, canPass: true };
}

/** Refuses a folder that a newer engine has written; older ones are read by every newer engine. */
function versionProblem(start: BridgeStart, version: string): string | undefined {
  const file = path.join(start.dir, 'engine-version');
  let found = '';
  try {
    found = readFileSync(file, 'utf8').trim();
  } catch {
    // A new folder.
  }
  if (versionNumber(found) > versionNumber(version)) {
    return `The log store in ${start.dir} was written by engine ${found}, which is newer than the ${version} of this LogStream. Start the newer LogStream, or set DATA_DIR to another folder.`;
  }
  if (found !== version) writeFileSync(file, `${version}\n`);
  return undefined;
}

/** Keeps an eye on the engine: `/ping` says no when it does not answer for long. */
function watch(engine: Engine): () => boolean {
  let beatAt = Date.now();
  let asked = false;
  const timer = setInterval(() => {
    if (asked) return;
    asked = true;
    engine
      .beat()
      .then(() => (beatAt = Date.now()))
      .catch(() => undefined)
      .finally(() => (asked = false));
  }, BEAT_EVERY_MS);
  timer.unref();
  return () => Date.now() - beatAt < BEAT_EVERY_MS + BEAT_LATE_MS;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address) resolve(address.port);
      else reject(new Error('no port'));
    });
  });
}

async function stop(server: Server, engine: Engine, pidFile: string): Promise<never> {
  server.close();
  for (const until = Date.now() + WRITES_MAY_TAKE_MS; engine.writing > 0 && Date.now() < until;) await delay(WRITES_LOOK_EVERY_MS);
  const idle = engine.writing === 0;
  server.closeAllConnections();
  rmSync(pidFile, { force: true });
  if (idle) engine.close();
  return endNow();
}

async function main(start: BridgeStart): Promise<void> {
  const pidFile = path.join(start.dir, 'bridge.pid');
  try {
    mkdirSync(start.dir, { recursive: true });
    const engine = new Engine(start);
    const problem = versionProblem(start, engine.version);
    if (problem !== undefined) return await endWith(problem, false);
    writeFileSync(pidFile, `${process.pid} ${process.ppid}\n`);
    const server = createHttpInterface({ engine, username: start.username, password: start.password, isAlive: watch(engine) });
    const port = await listen(server, start.port);
    let stopping: Promise<never> | undefined;
    process.on('SIGTERM', () => (stopping ??= stop(server, engine, pidFile)));
    await report({ type: 'ready', port, version: engine.version });
  } catch (thrown) {
    const { message, canPass } = explain(thrown, start.dir);
    await endWith(message, canPass);
  }
}

if (process.send === undefined) {
  process.stderr.write('This program is started by LogStream itself. Run `npm start`.\n');
  process.exit(2);
}
process.on('SIGINT', () => undefined); // Ctrl-C in a terminal is for the app, which then ends this process in order
process.on('disconnect', endNow);
process.once('message', (message) => {
  const start = parseBridgeStart(message);
  if (start) void main(start);
  else void endWith('The engine got a start message that it does not know.', false);
});
