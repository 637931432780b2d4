import { readFileSync } from 'node:fs';

const START_TIME_FIELD = 19; // of what follows the command name in /proc/<pid>/stat: field 22 of the whole line

/**
 * When a process began, as a text that no other process with the same number shares; undefined when there is no such process,
 * and '' where the system does not tell (no /proc).
 */
export function processStartTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME_FIELD] ?? '';
  } catch {
    return processExists(pid) ? '' : undefined;
  }
}

/** Whether a process with this number runs, whoever owns it. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPERM';
  }
}

/** Command line of a process, or [] when it cannot be read. */
export function commandLineOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
  } catch {
    return [];
  }
}
