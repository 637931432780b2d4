import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { commandLineOf, processExists } from '../process-identity.js';

const ENDS_BY_ITSELF_MS = 2_000;
const ENDS_BY_FORCE_MS = 5_000;
const LOOK_EVERY_MS = 20;

function isBridge(pid: number, dir: string): boolean {
  const line = commandLineOf(pid);
  return line.includes(dir) && line.some((part) => /[/\\]bridge\.[jt]s$/.test(part));
}

async function goneWithin(pid: number, dir: string, waitMs: number): Promise<boolean> {
  for (const until = Date.now() + waitMs; Date.now() < until; await delay(LOOK_EVERY_MS)) {
    if (!processExists(pid) || !isBridge(pid, dir)) return true;
  }
  return false;
}

/**
 * Waits for a bridge that an app which was killed has left on this folder: it ends by itself at once; by force if it does
 * not. A process with its number that is something else is left alone.
 * @param dir folder of the engine; the caller owns it, so no living app has a bridge on it
 */
export async function endOrphanBridge(dir: string): Promise<void> {
  let pid: number;
  try {
    pid = Number(readFileSync(path.join(dir, 'bridge.pid'), 'utf8'));
  } catch {
    return;
  }
  if (!Number.isInteger(pid) || pid <= 1 || !isBridge(pid, dir) || (await goneWithin(pid, dir, ENDS_BY_ITSELF_MS))) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return;
  }
  await goneWithin(pid, dir, ENDS_BY_FORCE_MS);
}
