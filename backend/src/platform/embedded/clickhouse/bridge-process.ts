import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { StartError } from '../../errors/start-error.js';
import { parseBridgeReport, type BridgeStart } from './bridge-protocol.js';

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 5_000;
const STDERR_CHARACTERS_MAX = 2_000;
/** One thread for each session that may run at once, and some for zlib and files: the engine blocks them. */
const THREADS_OF_NODE = 24;

/** Lets Node run TypeScript sources whose imports end in `.js`: for tests and development only. */
const TS_IMPORTS = `data:text/javascript,${encodeURIComponent(
  `import { registerHooks } from 'node:module';
  registerHooks({ resolve(name, context, next) {
    try { return next(name, context); } catch (error) { if (/^[.].*[.]js$/.test(name)) return next(name.slice(0, -2) + 'ts', context); throw error; }
  } });`,
)}`;

/** Arguments of Node for a bridge. The folder is among them only to tell a left-over bridge from a stranger. */
export function bridgeArguments(dir: string): string[] {
  const extension = path.extname(import.meta.filename);
  const flags = extension === '.ts' ? ['--disable-warning=ExperimentalWarning', '--import', TS_IMPORTS] : [];
  return [...flags, path.join(import.meta.dirname, `bridge${extension}`), dir];
}

/** A bridge that could not start; `canPass` when it may work later. */
export class BridgeStartError extends StartError {
  constructor(
    message: string,
    readonly canPass: boolean,
  ) {
    super(message);
    this.name = 'BridgeStartError';
  }
}

/** A running bridge. */
export interface BridgeProcess {
  readonly port: number;
  readonly version: string;
  readonly pid: number;
  /** Resolves with the reason when the process has ended. */
  readonly ended: Promise<string>;
  /** In order, then by force. */
  stop(): Promise<void>;
  kill(): void;
}

/** What the engine itself prints when it cannot open its folder: the error that it throws does not say why. */
function explainEngineText(text: string, dir: string): string | undefined {
  if (/Cannot lock file/.test(text)) return `Another process has the log store in ${dir} open: end it, or set DATA_DIR to another folder.`;
  if (/No space left on device|NOT_ENOUGH_SPACE/.test(text)) return `The disk of ${dir} is full: make room for the log store, or set DATA_DIR to another disk.`;
  return undefined;
}

/**
 * Starts the program and waits until it answers.
 * @throws BridgeStartError
 */
export function startBridge(start: BridgeStart, signal: AbortSignal): Promise<BridgeProcess> {
  // A group of its own: Ctrl-C reaches the app alone.
  const child = spawn(process.execPath, bridgeArguments(start.dir), {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { UV_THREADPOOL_SIZE: String(THREADS_OF_NODE), TZ: 'UTC', MALLOC_ARENA_MAX: '4' },
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-STDERR_CHARACTERS_MAX)));
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, by) =>
      resolve([by === null ? `it ended with code ${code}` : `it was ended by ${by}`, errors.trim()].filter(Boolean).join(': ')),
    );
  });
  child.on('error', () => undefined); // a message that cannot be sent: the exit tells the rest
  return new Promise((resolve, reject) => {
    const fail = (message: string, canPass: boolean) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new BridgeStartError(message, canPass));
    };
    const timer = setTimeout(() => fail(`The log store did not answer within ${READY_WITHIN_MS / 1000} s of its start.`, true), READY_WITHIN_MS);
    signal.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
    let fatal: { message: string; canPass: boolean } | undefined;
    void ended.then((reason) =>
      fail(explainEngineText(errors, start.dir) ?? fatal?.message ?? `The log store did not start: ${reason}`, fatal?.canPass ?? true),
    );
    child.on('message', (message) => {
      const told = parseBridgeReport(message);
      if (told?.type === 'fatal') fatal = told; // the engine's own words come by another way: the end of the process gathers both
      if (told?.type !== 'ready' || child.pid === undefined) return;
      clearTimeout(timer);
      resolve({ port: told.port, version: told.version, pid: child.pid, ended, stop: () => end(child, ended), kill: () => void child.kill('SIGKILL') });
    });
    child.send(start);
  });
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}
