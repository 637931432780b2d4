import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { commandLineOf, processExists, processNumberIsTaken } from '../process-identity.js';

const STEPS: readonly { signal: NodeJS.Signals; waitMs: number }[] = [
  { signal: 'SIGINT', waitMs: 10_000 }, // fast shutdown: ends the connections, writes a checkpoint
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];
const LOOK_EVERY_MS = 20;

async function goneWithin(pid: number, waitMs: number): Promise<boolean> {
  for (const end = Date.now() + waitMs; Date.now() < end; await delay(LOOK_EVERY_MS)) {
    if (!processExists(pid) || commandLineOf(pid).length === 0) return true;
  }
  return false;
}

/**
 * Ends a PostgreSQL that an app which was killed has left on this cluster. A number in `postmaster.pid` that now belongs to
 * another program, or to one that has ended and is only listed, is left alone, and the file is taken away: PostgreSQL would
 * refuse to start over it. A number that is free is left to PostgreSQL, which then looks for processes of its own.
 * @param dir data folder of the cluster
 */
export async function endOrphan(dir: string): Promise<void> {
  const pidFile = path.join(dir, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1) return;
  const isOurs = commandLineOf(pid).includes(dir);
  if (!isOurs) {
    if (processNumberIsTaken(pid)) rmSync(pidFile, { force: true });
    return;
  }
  for (const { signal, waitMs } of STEPS) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    if (await goneWithin(pid, waitMs)) return;
  }
}
