import { once } from 'node:events';
import http from 'node:http';
import { gunzipSync } from 'node:zlib';

/** A call as it arrived. */
export interface SeenCall {
  key: string;
  records: Record<string, unknown>[];
}

/** What to do with a call: take it, answer something else, or cut the connection before or after storing. */
export type Reaction = 'take' | 'cut' | 'take-and-cut' | { status: number; headers?: Record<string, string>; body?: unknown };

/** For tests: an ingest endpoint that fails as it is told to and, like the real one, stores a repeated key once. */
export class IngestDouble {
  readonly calls: SeenCall[] = [];
  /** Messages that were stored, in order. */
  readonly stored: string[] = [];
  react: (call: SeenCall, number: number) => Reaction = () => 'take';
  private readonly keys = new Set<string>();
  private readonly server = http.createServer((request, response) => void this.handle(request, response));
  private waiters: { count: number; resolve: () => void }[] = [];

  async start(port = 0): Promise<string> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Resolves when so many messages are stored. */
  storedCount(count: number): Promise<void> {
    if (this.stored.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push({ count, resolve }));
  }

  private async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(request, 'end');
    const body = Buffer.concat(chunks);
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
    const call: SeenCall = {
      key: String(request.headers['idempotency-key']),
      records: text.split('\n').map((line) => Object.fromEntries(Object.entries(JSON.parse(line)))),
    };
    this.calls.push(call);
    const reaction = this.react(call, this.calls.length);
    if (reaction === 'cut') return void request.socket.destroy();
    if (typeof reaction === 'object') {
      response.writeHead(reaction.status, reaction.headers);
      return void response.end(JSON.stringify(reaction.body ?? {}));
    }
    if (!this.keys.has(call.key)) {
      this.keys.add(call.key);
      this.stored.push(...call.records.map((record) => String(record['message'])));
    }
    if (reaction === 'take-and-cut') request.socket.destroy();
    else {
      response.writeHead(201);
      response.end(JSON.stringify({ accepted: call.records.length, ids: [], rejected: [] }));
    }
    for (const waiter of this.waiters) if (this.stored.length >= waiter.count) waiter.resolve();
    this.waiters = this.waiters.filter((waiter) => this.stored.length < waiter.count);
  }
}
