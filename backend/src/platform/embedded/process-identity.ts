import { readFileSync } from 'node:fs';

/** Places in what follows the command name in /proc/<pid>/stat: fields 3 and 22 of the whole line. */
const STATE_FIELD = 0;
const START_TIME_FIELD = 19;
/** Ended, and only waiting for somebody to take note: for ever, where the first process of a container does not care. */
const ENDED_STATES: ReadonlySet<string> = new Set(['Z', 'X', 'x']);

/** What /proc tells of a process: undefined when it tells nothing. */
function statOf(pid: number): { hasEnded: boolean; startTime: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { hasEnded: ENDED_STATES.has(fields[STATE_FIELD] ?? ''), startTime: fields[START_TIME_FIELD] ?? '' };
  } catch {
    return undefined;
  }
}

/**
 * When a process began, as a text that no other process with the same number shares; undefined when there is no such process
 * or it has ended, and '' where the system does not tell (no /proc).
 */
export function processStartTime(pid: number): string | undefined {
  const stat = statOf(pid);
  if (stat) return stat.hasEnded ? undefined : stat.startTime;
  return processExists(pid) ? '' : undefined;
}

/** Whether `kill` finds a process with this number: one that runs, or one that has ended and that nobody has taken note of. */
export function processNumberIsTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether a process with this number runs, whoever owns it. */
export function processExists(pid: number): boolean {
  return processNumberIsTaken(pid) && statOf(pid)?.hasEnded !== true;
}

/** Command line of a process, or [] when it cannot be read. */
export function commandLineOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
  } catch {
    return [];
  }
}
