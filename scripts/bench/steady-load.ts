import http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { benchRecords } from './records.ts';

const BODIES = 200;

export interface LoadTarget {
  url: string;
  token: string;
}

/** Posts prepared bodies at a steady rate, whether or not answers come quickly, until it is told to stop. */
export class SteadyLoad {
  acknowledged = 0;
  failed = 0;
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  private readonly pending = new Set<Promise<void>>();
  private readonly target: LoadTarget;
  private stopped = false;
  private running: Promise<void> = Promise.resolve();

  constructor(target: LoadTarget) {
    this.target = target;
  }

  start(load: { rate: number; requestsASecond: number }): void {
    this.stopped = false;
    const recordsACall = Math.max(1, Math.round(load.rate / load.requestsASecond));
    // Without a time of their own the logs happen when they arrive, like those of a service that follows its own output.
    const bodies = Array.from({ length: BODIES }, (_, seed) =>
      Buffer.from(
        benchRecords(recordsACall, seed + 1, 0)
          .map((record) => JSON.stringify({ ...record, timestamp: undefined }))
          .join('\n'),
      ),
    );
    this.running = this.run(bodies, recordsACall, load.requestsASecond);
  }

  /** Ends the load and waits for the last answers. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
    await Promise.all(this.pending);
  }

  /** Posts one record by itself. @returns false when it was not taken */
  async single(record: object): Promise<boolean> {
    const taken = await this.post(Buffer.from(JSON.stringify(record)));
    if (taken) this.acknowledged += 1;
    else this.failed += 1;
    return taken;
  }

  private async run(bodies: Buffer[], recordsACall: number, requestsASecond: number): Promise<void> {
    const startedMs = performance.now();
    for (let sent = 0; !this.stopped;) {
      for (const due = ((performance.now() - startedMs) / 1000) * requestsASecond; sent < due; sent++) {
        const call: Promise<void> = this.post(bodies[sent % bodies.length] ?? Buffer.alloc(0))
          .then((taken) => {
            if (taken) this.acknowledged += recordsACall;
            else this.failed += recordsACall;
          })
          .finally(() => this.pending.delete(call));
        this.pending.add(call);
      }
      await delay(1000 / requestsASecond / 2);
    }
  }

  private post(body: Buffer): Promise<boolean> {
    const headers = { 'content-type': 'application/x-ndjson', 'content-length': body.length, authorization: `Bearer ${this.target.token}` };
    return new Promise((resolve) => {
      const request = http.request(`${this.target.url}/api/v1/logs/ingest`, { method: 'POST', agent: this.agent, headers }, (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode === 201));
        response.once('error', () => resolve(false));
      });
      request.once('error', () => resolve(false));
      request.end(body);
    });
  }
}
