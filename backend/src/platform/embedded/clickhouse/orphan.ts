import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { commandLineOf, processExists } from '../process-identity.js';

const ENDS_BY_ITSELF_MS = 2_000;
const ENDS_BY_FORCE_MS = 5_000;
const LOOK_EVERY_MS = 20;
const PARENT_FIELD = 1; // of what follows the command name in /proc/<pid>/stat

function isBridge(pid: number, dir: string): boolean {
  const line = commandLineOf(pid);
  return line.includes(dir) && line.some((part) => /[/\\]bridge\.[jt]s$/.test(part));
}

/** Whether the process that started it still runs: a process whose parent ends gets another parent at once. */
function hasItsApp(pid: number, appPid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[PARENT_FIELD]) === appPid && processExists(appPid);
  } catch {
    return false;
  }
}

async function goneWithin(pid: number, dir: string, waitMs: number): Promise<boolean> {
  for (const until = Date.now() + waitMs; Date.now() < until; await delay(LOOK_EVERY_MS)) {
    if (!processExists(pid) || !isBridge(pid, dir)) return true;
  }
  return false;
}

/** Numbers of the bridge that was started last on a folder, and of its app; zeros when there is none. */
function readBridgeFile(dir: string): { pid: number; appPid: number } {
  try {
    const [pid = 0, appPid = 0] = readFileSync(path.join(dir, 'bridge.pid'), 'utf8').trim().split(' ').map(Number);
    return { pid, appPid };
  } catch {
    return { pid: 0, appPid: 0 };
  }
}

/**
 * Waits for a bridge that an app which was killed has left on this folder: it ends by itself at once; by force if it does
 * not. A bridge whose app still runs is left alone, and so is another program that has got its number.
 * @param dir folder of the engine
 */
export async function endOrphanBridge(dir: string): Promise<void> {
  const { pid, appPid } = readBridgeFile(dir);
  if (!Number.isInteger(pid) || pid <= 1 || !isBridge(pid, dir) || hasItsApp(pid, appPid) || (await goneWithin(pid, dir, ENDS_BY_ITSELF_MS))) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    return;
  }
  await goneWithin(pid, dir, ENDS_BY_FORCE_MS);
}
