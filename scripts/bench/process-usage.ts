import { readFileSync } from 'node:fs';

/** Clock ticks a second of /proc/<pid>/stat on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;

/** CPU seconds (user and system) that a process has used, by /proc. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** Highest resident memory of a process so far, in MB of 10^6 bytes. */
export function peakMemoryMb(pid: number): number {
  const match = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round((Number(match?.[1] ?? 0) * 1024) / 1e6);
}
