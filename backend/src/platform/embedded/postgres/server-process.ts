import { spawn, type ChildProcessByStdio } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Log } from '../../telemetry/logger.js';
import { CHILD_ENVIRONMENT, explainFailure } from './cluster.js';
import type { OsUser } from './os-user.js';

/**
 * Runs PostgreSQL and ends it when standard input closes. The app holds the other end of that pipe, so a `kill -9` of the app
 * ends PostgreSQL in order, without anybody to tell it. If it has not ended after 20 s it is told to quit at once.
 */
const GUARD = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
( read -r _ <&3
  kill -INT $server
  i=0
  while [ $i -lt 200 ] && kill -0 $server 2>/dev/null; do sleep 0.1; i=$((i+1)); done
  kill -QUIT $server ) 2>/dev/null &
watcher=$!
exec 3<&-
wait $server
code=$?
kill $watcher 2>/dev/null
exit $code
`;

const READY = 'ready to accept connections';
const START_TIMEOUT_MS = 120_000; // recovery after a crash reads the whole log of changes

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '50',
  shared_buffers: '64MB',
  max_wal_size: '256MB',
  // Statements hold e-mail addresses and the like: only what the server says about itself is passed on.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
  lc_messages: 'C',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '',
} as const;

const UNSAFE_SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } as const;

export interface ServerOptions {
  binDir: string;
  dir: string;
  port: number;
  user: OsUser | undefined;
  /** False gives up durability for speed; for tests only. */
  durable: boolean;
  log: Log;
}

/** One life of the server. */
export interface ServerProcess {
  /** Settles when the server is gone, whoever ended it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

type Guard = ChildProcessByStdio<Writable, null, Readable>;

function spawnGuard(options: ServerOptions): Guard {
  const settings = { ...SETTINGS, ...(options.durable ? {} : UNSAFE_SETTINGS) };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = [path.join(options.binDir, 'postgres'), '-D', options.dir, '-p', String(options.port), ...flags];
  // A session of its own, so that Ctrl-C in the terminal reaches the app first.
  return spawn('/bin/sh', ['-c', GUARD, 'postgres-guard', ...command], {
    ...options.user,
    cwd: '/',
    env: CHILD_ENVIRONMENT,
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
}

/**
 * Starts PostgreSQL and waits until it takes connections.
 * @throws StartError with the reason when it ends before that
 */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const guard = spawnGuard(options);
  guard.stdin.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    guard.once('close', () => resolve());
    guard.once('error', () => resolve());
  });
  const stop = async (): Promise<void> => {
    guard.stdin.end();
    await ended;
  };
  await new Promise<void>((resolve, reject) => {
    const lines: string[] = [];
    const timer = setTimeout(() => {
      guard.stdin.end();
      reject(explainFailure('it did not become ready in time', options.dir));
    }, START_TIMEOUT_MS);
    createInterface({ input: guard.stderr }).on('line', (line) => {
      if (lines.length < 50) lines.push(line);
      // FATAL is about one connection (a database that is made a moment later, say), or is the reason that the start ends with.
      const level = line.startsWith('PANIC') ? 'warn' : 'debug';
      options.log[level](line);
      if (!line.includes(READY)) return;
      clearTimeout(timer);
      resolve();
    });
    guard.once('error', (error) => reject(explainFailure(error.message, options.dir)));
    void ended.then(() => {
      clearTimeout(timer);
      reject(explainFailure(lines.join('\n'), options.dir));
    });
  });
  return { ended, stop };
}
