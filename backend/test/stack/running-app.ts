import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const BACKEND = path.join(__dirname, '../..');
const MAIN = path.join(BACKEND, 'dist/main.js');

export const ADMIN = { email: 'admin@example.com', password: 'correct horse battery' };
export const INGEST_TOKEN = 'ls_stack_test_token_0123456789';

/** The built app with its embedded stores, as `npm start` runs it, on a data folder of its own. */
export class RunningApp {
  url = '';
  private child: ChildProcess | undefined;
  private output = '';

  private constructor(
    readonly dataDir: string,
    private readonly env: Record<string, string>,
  ) {}

  /** Starts the app on a new data folder and waits until it answers. */
  static async start(env: Record<string, string> = {}): Promise<RunningApp> {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'logstream-stack-'));
    chmodSync(dir, 0o711); // the user of PostgreSQL must pass, else its files go elsewhere and stay there
    const app = new RunningApp(dir, env);
    await app.boot();
    return app;
  }

  /** Starts the app again on the same folder. */
  async boot(env: Record<string, string> = {}): Promise<void> {
    if (!existsSync(MAIN)) throw new Error('Build the app first: npm run build');
    const address = path.join(this.dataDir, 'address');
    rmSync(address, { force: true });
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
      cwd: BACKEND,
      env: {
        ...process.env,
        DATA_DIR: this.dataDir,
        PORT: '0',
        HOST: '127.0.0.1',
        ADMIN_EMAIL: ADMIN.email,
        ADMIN_PASSWORD: ADMIN.password,
        INGEST_TOKEN,
        LOG_LEVEL: 'warn',
        // Tests sign in more often from one address than people do; every other limit is as people have it.
        RATE_LIMIT_SIGN_IN: '1000',
        RATE_LIMIT_REGISTER: '1000',
        ...this.env,
        ...env,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child = child;
    const keep = (data: Buffer) => (this.output = (this.output + data.toString()).slice(-20_000));
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    await this.until(`the app answers\n`, async () => {
      if (child.exitCode !== null) throw new Error(`the app ended with ${child.exitCode}:\n${this.output}`);
      if (!existsSync(address)) return false;
      this.url = readFileSync(address, 'utf8').trim().split('\n')[0] ?? '';
      return (await fetch(`${this.url}/health`)).ok;
    });
  }

  /** Pid of the app, or of the child whose command line has `part` (the engine's bridge, the postgres server). */
  pid(part?: string): number {
    const app = this.child?.pid;
    if (app === undefined) throw new Error('not running');
    if (part === undefined) return app;
    const found = descendants(app).find((pid) => commandLine(pid).includes(part));
    if (found === undefined) throw new Error(`no child with ${part}: ${descendants(app).map(commandLine).join(' | ')}`);
    return found;
  }

  /** Ends the app with a signal and waits for its end. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    await ended;
  }

  /** Stops the app in order and removes its data. */
  async dispose(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** Polls until a condition holds; a call that fails counts as not yet. */
  async until(what: string, condition: () => Promise<boolean>, timeoutMs = 60_000): Promise<void> {
    const giveUpAt = Date.now() + timeoutMs;
    let last: unknown;
    for (;;) {
      try {
        if (await condition()) return;
      } catch (thrown) {
        last = thrown;
        if (thrown instanceof Error && thrown.message.startsWith('the app ended')) throw thrown;
      }
      if (Date.now() > giveUpAt) throw new Error(`waited in vain until ${what}: ${String(last)}\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Sends a body to the ingest route as it is. */
  ingest(body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}/api/v1/logs/ingest`, {
      method: 'POST',
      body: typeof body === 'string' ? body : new Uint8Array(body),
      headers: { authorization: `Bearer ${INGEST_TOKEN}`, 'content-type': 'application/json', ...headers },
    });
  }

  /** Signs the admin in; gives the access token. */
  async signIn(): Promise<string> {
    const response = await fetch(`${this.url}/api/v1/auth/login`, {
      method: 'POST',
      body: JSON.stringify(ADMIN),
      headers: { 'content-type': 'application/json' },
    });
    const answer = (await response.json()) as { accessToken?: string };
    if (!answer.accessToken) throw new Error(`sign-in failed: ${JSON.stringify(answer)}`);
    return answer.accessToken;
  }

  /** Reads a path as the admin. */
  async get<T>(pathAndQuery: string, token: string): Promise<T> {
    const response = await fetch(`${this.url}${pathAndQuery}`, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** Children of a process and theirs, by /proc. */
function descendants(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended in the meantime.
    }
  }
  const found: number[] = [];
  const queue = [root];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const [pid, parent] of parents) {
      if (parent === next) {
        found.push(pid);
        queue.push(pid);
      }
    }
  }
  return found;
}
