import { EngineError, ENGINE_CODE } from './engine-error.js';

/** Lets a number of tasks run at once; others wait in order, up to a limit. */
export class Lane {
  private readonly waiting: { start: () => void; leave: (error: Error) => void }[] = [];
  private running = 0;
  private readonly name: string;
  private readonly size: number;
  private readonly waitingMax: number;

  constructor(name: string, size: number, waitingMax: number) {
    this.name = name;
    this.size = size;
    this.waitingMax = waitingMax;
  }

  /**
   * Runs a task when there is room.
   * @param signal takes it out of the queue; a task that runs is told by the same signal
   * @throws EngineError 202 when too many wait already
   */
  async run<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    if (this.running >= this.size) await this.wait(signal);
    else this.running++;
    try {
      return await task();
    } finally {
      const next = this.waiting.shift();
      if (next) next.start();
      else this.running--;
    }
  }

  private wait(signal: AbortSignal): Promise<void> {
    if (this.waiting.length >= this.waitingMax) {
      throw EngineError.of(
        ENGINE_CODE.tooManyQueries,
        'TOO_MANY_SIMULTANEOUS_QUERIES',
        `Too many ${this.name} wait for the engine: ${this.waitingMax}. Try again later.`,
      );
    }
    return new Promise((resolve, reject) => {
      const leave = (error: Error) => {
        const at = this.waiting.indexOf(entry);
        if (at !== -1) this.waiting.splice(at, 1);
        reject(error);
      };
      const onAbort = () => leave(new Error('the client went away'));
      const entry = {
        start: () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
        leave,
      };
      this.waiting.push(entry);
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
    });
  }
}
