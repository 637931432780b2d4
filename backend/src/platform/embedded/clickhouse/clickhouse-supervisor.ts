import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { errorText } from '../../errors/error-facts.js';
import { BridgeStartError, startBridge, type BridgeProcess } from './bridge-process.js';
import type { BridgeStart } from './bridge-protocol.js';
import { engineMemoryBytes } from './engine-config.js';
import { endOrphanBridge } from './orphan.js';

const USERNAME = 'logstream';
const DATABASE = 'logstream';
const RESTART_DELAYS_MS = [0, 200, 500, 1_000, 2_000, 5_000] as const;
/** A bridge that lived this long had a good start: the next restart is quick again. */
const HEALTHY_AFTER_MS = 60_000;
/** After so many failures in a row the state says failed; the attempts go on. */
const FAILED_AFTER = 10;
const FIRST_ATTEMPTS = 3;
const FIRST_ATTEMPTS_EVERY_MS = 700;
const PING_EVERY_MS = 5_000;
const PING_WITHIN_MS = 10_000;
const PINGS_LOST_MAX = 3;

export type EngineState = 'ready' | 'restarting' | 'failed';

export interface EmbeddedClickHouseOptions {
  /** Folder of the engine, absolute; made when it is missing. The caller must own it (see openDataDir). */
  dir: string;
  /** 0 or undefined follows the machine. */
  memoryMb?: number;
  log: { info(message: string): void; warn(message: string): void; error(message: string): void };
}

export interface EmbeddedClickHouse {
  /** With the database in its path, without credentials; the same over restarts of the engine. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  state(): EngineState;
  /** Of the engine's process, or undefined while there is none. */
  pid(): number | undefined;
  /** Ends the engine in order, by force if that takes long. Can be called again. */
  stop(): Promise<void>;
}

type Log = EmbeddedClickHouseOptions['log'];

/** Keeps one bridge running on one port until it is stopped. */
class Supervisor implements EmbeddedClickHouse {
  readonly url: string;
  private bridge: BridgeProcess | undefined;
  private current: EngineState = 'ready';
  private stopping: Promise<void> | undefined;
  private readonly ending = new AbortController();
  private readonly watching: Promise<void>;

  constructor(
    private readonly start: BridgeStart,
    private readonly log: Log,
    first: BridgeProcess,
  ) {
    this.url = `http://127.0.0.1:${start.port}/${DATABASE}`;
    this.bridge = first;
    this.watching = this.watch(first);
  }

  get username(): string {
    return this.start.username;
  }

  get password(): string {
    return this.start.password;
  }

  state(): EngineState {
    return this.current;
  }

  pid(): number | undefined {
    return this.bridge?.pid;
  }

  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  private async end(): Promise<void> {
    const bridge = this.bridge;
    this.ending.abort();
    if (bridge) await bridge.stop();
    await this.watching;
    this.current = 'failed';
  }

  private async watch(first: BridgeProcess): Promise<void> {
    let failures = 0;
    for (let bridge: BridgeProcess | undefined = first; bridge; bridge = await this.restart(failures)) {
      this.bridge = bridge;
      this.current = 'ready';
      const startedAt = performance.now();
      const lived = new AbortController();
      void this.checkHealth(bridge, lived.signal);
      const reason = await bridge.ended;
      lived.abort();
      this.bridge = undefined;
      if (this.ending.signal.aborted) return;
      this.current = 'restarting';
      failures = performance.now() - startedAt > HEALTHY_AFTER_MS ? 0 : failures + 1;
      this.log.warn(`The log store ended by itself (${reason}); starting it again`);
    }
  }

  /** Tries until it works: a full disk or a slow machine passes, and the app goes on without the store meanwhile. */
  private async restart(failures: number): Promise<BridgeProcess | undefined> {
    for (let attempt = Math.max(0, failures - 1); ; attempt++) {
      await this.pause(RESTART_DELAYS_MS[Math.min(attempt, RESTART_DELAYS_MS.length - 1)] ?? 5_000);
      if (this.ending.signal.aborted) return undefined;
      try {
        const bridge = await startBridge(this.start, this.ending.signal);
        this.log.info('The log store runs again');
        return bridge;
      } catch (error) {
        if (this.ending.signal.aborted) return undefined;
        if (attempt + 1 >= FAILED_AFTER || (error instanceof BridgeStartError && !error.canPass)) this.current = 'failed';
        this.log.error(errorText(error));
      }
    }
  }

  /** Ends a bridge that has stopped answering; the watch then starts another. */
  private async checkHealth(bridge: BridgeProcess, signal: AbortSignal): Promise<void> {
    for (let lost = 0; lost < PINGS_LOST_MAX;) {
      await delay(PING_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted || this.ending.signal.aborted) return;
      const answered = await fetch(`http://127.0.0.1:${bridge.port}/ping`, { signal: AbortSignal.timeout(PING_WITHIN_MS) }).then(
        async (answer) => (await answer.text()) !== '' && answer.ok,
        () => false,
      );
      lost = answered ? 0 : lost + 1;
    }
    if (signal.aborted || this.ending.signal.aborted) return;
    this.log.error('The log store does not answer any more; ending it');
    bridge.kill();
  }

  private async pause(waitMs: number): Promise<void> {
    await delay(waitMs, undefined, { signal: this.ending.signal }).catch(() => undefined);
  }
}

/** A left-over that was only just starting has no pid file yet, but holds the folder until it sees that its app is gone. */
async function firstBridge(start: BridgeStart): Promise<BridgeProcess> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startBridge(start, new AbortController().signal);
    } catch (error) {
      if (attempt === FIRST_ATTEMPTS || !(error instanceof BridgeStartError) || !error.canPass) throw error;
      await delay(FIRST_ATTEMPTS_EVERY_MS);
    }
  }
}

/**
 * Starts the ClickHouse engine that comes with the platform as a child process on the loopback, on a free port and with a
 * password made for this run. What an app that was killed has left running is waited for. The engine is started again when
 * it dies or hangs, and ends when this process does, however that ends.
 * @throws StartError with one sentence
 */
export async function startEmbeddedClickHouse(options: EmbeddedClickHouseOptions): Promise<EmbeddedClickHouse> {
  await endOrphanBridge(options.dir);
  const start: BridgeStart = {
    dir: options.dir,
    port: 0,
    username: USERNAME,
    password: randomBytes(24).toString('base64url'),
    memoryBytes: engineMemoryBytes(options.memoryMb),
    threads: availableParallelism(),
  };
  const bridge = await firstBridge(start);
  return new Supervisor({ ...start, port: bridge.port }, options.log, bridge);
}
