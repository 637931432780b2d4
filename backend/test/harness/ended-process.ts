import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** What follows the name in /proc/<pid>/stat: the state first. */
const statOf = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; await delay(5)) if (condition()) return;
  throw new Error('waited in vain');
}

/** The child waits for its input to end; its parent has become a program by then that never asks how a child ended. */
const SCRIPT = 'exec 3<&0; (read -r _ <&3) & echo $!; exec sleep 60 </dev/null 3<&-';

/** A process that has ended and stays in the list of processes, as in many a container whose first process takes no note of it. */
export async function endedProcess(): Promise<{ pid: number; startTime: string; forget(): Promise<void> }> {
  const parent = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'pipe', 'ignore'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  await until(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8').trim() === 'sleep');
  parent.stdin.end();
  await until(() => statOf(pid)[0] === 'Z');
  return {
    pid,
    startTime: statOf(pid)[19] ?? '',
    forget: async () => {
      parent.kill();
      await once(parent, 'exit');
    },
  };
}
