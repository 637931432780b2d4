import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorText } from '../../errors/error-facts.js';
import type { Log } from '../../telemetry/logger.js';
import { findPostgresBinaries } from './binaries.js';
import { openCluster, SUPERUSER, type Cluster } from './cluster.js';
import { locatePostgres } from './location.js';
import { endOrphan } from './orphan.js';
import { postgresUser } from './os-user.js';
import { startServer, type ServerOptions, type ServerProcess } from './server-process.js';

const FIRST_ATTEMPTS = 3;
const RESTART_DELAYS_MS = [0, 200, 500, 1_000, 2_000, 5_000] as const;
const DATABASE = 'logstream';

export type PostgresState = 'running' | 'restarting' | 'stopped';

export interface EmbeddedPostgresOptions {
  /** Data folder of the platform, absolute; it exists. */
  dataDir: string;
  log: Log;
  /** Tells a person one line, for what is done to their machine. */
  say: (line: string) => void;
  /** False gives up durability for speed; for tests only. */
  durable?: boolean;
}

export interface EmbeddedPostgres {
  /** With credentials; the same over restarts of the server. Its database may not exist yet: the migrations make it. */
  readonly url: string;
  state(): PostgresState;
  /** Of the server, or undefined when it does not run. */
  pid(): number | undefined;
  /** Ends the server in order. Can be called again. */
  stop(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

/** Keeps a server running on one port until it is stopped. */
class Supervisor implements EmbeddedPostgres {
  private current: PostgresState = 'running';
  private stopping: Promise<void> | undefined;
  private readonly wake = new AbortController();

  private constructor(
    private readonly options: ServerOptions,
    private readonly cluster: Cluster,
    private server: ServerProcess,
  ) {
    void this.watch();
  }

  /** Another program may take the port between the look and the start; then another one is tried. */
  static async start(options: Omit<ServerOptions, 'port'>, cluster: Cluster): Promise<Supervisor> {
    for (let attempt = 1; ; attempt++) {
      const withPort = { ...options, port: await freePort() };
      try {
        return new Supervisor(withPort, cluster, await startServer(withPort));
      } catch (error) {
        const canPass = /Address already in use|shared memory block|lock file/i.test(errorText(error));
        if (!canPass || attempt === FIRST_ATTEMPTS) throw error;
        await delay(500 * attempt);
      }
    }
  }

  get url(): string {
    return `postgresql://${SUPERUSER}:${this.cluster.password}@127.0.0.1:${this.options.port}/${DATABASE}`;
  }

  state(): PostgresState {
    return this.current;
  }

  pid(): number | undefined {
    try {
      const pid = Number(readFileSync(path.join(this.cluster.dir, 'postmaster.pid'), 'utf8').split('\n')[0]);
      return Number.isInteger(pid) && pid > 1 ? pid : undefined;
    } catch {
      return undefined;
    }
  }

  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  private async end(): Promise<void> {
    const wasRestarting = this.current === 'restarting';
    this.current = 'stopped';
    this.wake.abort();
    await this.server.stop();
    if (wasRestarting) await endOrphan(this.cluster.dir);
  }

  private stopped(): boolean {
    return this.current === 'stopped';
  }

  private async watch(): Promise<void> {
    for (;;) {
      await this.server.ended;
      if (this.stopped()) return;
      this.current = 'restarting';
      this.options.log.warn('PostgreSQL ended by itself; starting it again');
      if (!(await this.restart())) return;
      this.current = 'running';
      this.options.log.info('PostgreSQL runs again');
    }
  }

  /** Tries until it works: a full disk or a slow machine passes, and the app goes on without metadata meanwhile. */
  private async restart(): Promise<boolean> {
    for (let attempt = 0; ; attempt++) {
      const waitMs = RESTART_DELAYS_MS[Math.min(attempt, RESTART_DELAYS_MS.length - 1)] ?? 5_000;
      await delay(waitMs, undefined, { signal: this.wake.signal }).catch(() => undefined);
      if (this.stopped()) return false;
      try {
        await endOrphan(this.cluster.dir);
        if (this.stopped()) return false;
        const server = await startServer(this.options);
        this.server = server;
        if (!this.stopped()) return true;
        await server.stop();
        return false;
      } catch (error) {
        this.options.log.warn({ attempt }, errorText(error));
      }
    }
  }
}

/**
 * Starts the PostgreSQL that comes with the platform, on the loopback, on a free port, with a password of its own. What an
 * app that was killed left running is ended first. It is started again when it dies, and ends when this process does,
 * however that ends.
 * @throws StartError with one sentence
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const installed = findPostgresBinaries();
  const user = postgresUser(options.say);
  const { binaries, home } = locatePostgres(options.dataDir, installed, user, options.say);
  await endOrphan(path.join(home, 'cluster'));
  const cluster = await openCluster({ binaries, home }, path.join(options.dataDir, 'postgres-password'), user);
  return Supervisor.start({ binDir: path.join(binaries.dir, 'bin'), dir: cluster.dir, user, durable: options.durable ?? true, log: options.log }, cluster);
}
