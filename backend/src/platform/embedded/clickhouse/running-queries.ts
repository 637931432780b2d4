import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Session } from 'chdb';

const KILL_EVERY_MS = 50;

interface Run {
  /** First word of the query's log_comment in system.processes: the engine gives queries ids of its own. */
  readonly mark: string;
  end(): void;
}

/** Knows what runs, and cancels it from another session. */
export class RunningQueries {
  private readonly control: Session;
  private readonly active = new Map<string, { reads: boolean }>();
  private readonly toKill = new Set<string>();
  private killing = false;

  constructor(control: Session) {
    this.control = control;
  }

  get writing(): number {
    return [...this.active.values()].filter((run) => !run.reads).length;
  }

  begin(reads: boolean): Run {
    const mark = randomUUID();
    this.active.set(mark, { reads });
    return {
      mark,
      end: () => {
        this.active.delete(mark);
        this.toKill.delete(mark);
      },
    };
  }

  /** Runs a task whose query is killed when the signal is aborted; settles when the engine has really ended it. */
  async cancelOn<T>(signal: AbortSignal, run: Run, task: () => Promise<T>): Promise<T> {
    const kill = () => {
      this.toKill.add(run.mark);
      void this.killAll();
    };
    signal.addEventListener('abort', kill, { once: true });
    try {
      return await task();
    } finally {
      signal.removeEventListener('abort', kill);
      this.toKill.delete(run.mark);
    }
  }

  /** Again and again until all have ended: a query that is only being planned is not in the list of processes yet. */
  private async killAll(): Promise<void> {
    if (this.killing) return;
    this.killing = true;
    try {
      while (this.toKill.size > 0) {
        const marks = [...this.toKill].map((mark) => `'${mark}'`).join(', ');
        await this.control
          .queryAsync(`KILL QUERY WHERE splitByChar(' ', Settings['log_comment'])[1] IN (${marks}) ASYNC`, { format: 'Null' })
          .catch(() => undefined);
        if (this.toKill.size > 0) await delay(KILL_EVERY_MS);
      }
    } finally {
      this.killing = false;
    }
  }
}
