import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { APP_ENV, APP_NODE_FLAGS } from '../lib/node-runtime.mjs';
import { PROJECT_ROOT } from '../lib/project-root.ts';

export interface AppUnderTest {
  url: string;
  token: string;
  email: string;
  password: string;
  pid: number | undefined;
  stop(): Promise<void>;
}

/** Starts the built app with embedded stores on a data folder and a port of its own, and waits until it answers. */
export async function startAppUnderTest(): Promise<AppUnderTest> {
  const workDir = mkdtempSync(path.join(os.tmpdir(), 'logstream-bench-'));
  chmodSync(workDir, 0o711); // the user of PostgreSQL must pass, else its files go elsewhere and stay there
  const dataDir = path.join(workDir, 'data');
  const signIn = { email: 'admin@example.com', password: 'correct horse battery' };
  const token = 'ls_bench_token_0123456789';
  const child = spawn(process.execPath, [...APP_NODE_FLAGS, path.join(PROJECT_ROOT, 'backend/dist/main.js')], {
    cwd: path.join(PROJECT_ROOT, 'backend'),
    env: {
      ...process.env,
      ...APP_ENV,
      DATA_DIR: dataDir,
      PORT: '0',
      HOST: '127.0.0.1',
      INGEST_TOKEN: token,
      ADMIN_EMAIL: signIn.email,
      ADMIN_PASSWORD: signIn.password,
      LOG_LEVEL: 'warn',
    },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    rmSync(workDir, { recursive: true, force: true });
  };
  const address = path.join(dataDir, 'address');
  for (const giveUpAt = Date.now() + 90_000; Date.now() < giveUpAt; await delay(100)) {
    if (child.exitCode !== null) break;
    const url = existsSync(address) ? (readFileSync(address, 'utf8').trim().split('\n')[0] ?? '') : '';
    if (url !== '' && (await answers(url))) return { url, token, ...signIn, pid: child.pid, stop };
  }
  await stop();
  throw new Error('the app did not start');
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/health`).then(
    (response) => response.ok,
    () => false,
  );
