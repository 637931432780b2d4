import http from 'node:http';
import https from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { errorCode } from './error-code.ts';
import type { ServerAddress } from './find-server.ts';
import { readAnswer, type Answer, type Rejection } from './push-answer.ts';

export interface PushResult {
  accepted: number;
  /** Records the server will never take; `index` is the place in the batch. */
  rejected: Rejection[];
}

/** The server will never take this, however often it is tried: wrong token, wrong address, refused body. */
export class PermanentPushError extends Error {
  override readonly name = 'PermanentPushError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface PusherOptions {
  /** Asked again after each failed connection. */
  server: () => ServerAddress;
  /** Told about each failed attempt, before the wait. */
  onRetry?: (retry: { reason: string; waitMs: number; attempt: number }) => void;
  /** Ends waits and requests; `push` then throws the signal's reason. */
  signal?: AbortSignal;
  /** Longest wait for an answer. */
  timeoutMs?: number;
  /** First and longest wait between attempts when the server names none. */
  backoffMs?: { first: number; longest: number };
}

const compress = promisify(gzip);
/** Reasons of single records that pass by themselves: the store was away for a part of the call. */
const RETRYABLE_CODES = new Set(['store_unavailable', 'overloaded', 'shutting_down', 'rate_limited', 'internal', 'query_timeout']);
const LONGEST_RETRY_AFTER_MS = 300_000;

/**
 * Sends batches of JSON lines to the ingest endpoint over kept-alive connections, and tries again for ever until each is
 * acknowledged. Body and `Idempotency-Key` of a batch are the same in every attempt, so a retry after a lost answer is stored once.
 */
export class BatchPusher {
  /** Attempts beyond the first, over all batches. */
  retries = 0;
  private readonly options: PusherOptions;
  private readonly agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: 8 }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: 8 }),
  };

  constructor(options: PusherOptions) {
    this.options = options;
  }

  /**
   * Pushes one batch (each line one JSON object) and returns once it is durable.
   * @throws PermanentPushError when the server refuses it for good; the signal's reason when aborted
   */
  async push(lines: readonly string[], idempotencyKey: string): Promise<PushResult> {
    const plain = Buffer.from(lines.join('\n'));
    const body = plain.length > 1024 ? await compress(plain, { level: 1 }) : plain;
    for (let attempt = 1; ; attempt++) {
      const answer = await this.attempt(body, body !== plain, idempotencyKey);
      if (answer.kind === 'done') return this.settle(lines, idempotencyKey, answer);
      if (answer.kind === 'too-large') return this.halve(lines, idempotencyKey, answer.message);
      if (answer.kind === 'refused') throw new PermanentPushError(answer.status, answer.message);
      const waitMs = this.waitMs(answer, attempt);
      this.retries++;
      this.options.onRetry?.({ reason: answer.reason, waitMs, attempt });
      await delay(waitMs, undefined, this.waitOptions());
    }
  }

  /** Closes the idle connections. */
  close(): void {
    this.agents['http:'].destroy();
    this.agents['https:'].destroy();
  }

  /** Sends again what the store could not take just now; gives a reason for every record that was refused. */
  private async settle(lines: readonly string[], key: string, answer: Extract<Answer, { kind: 'done' }>): Promise<PushResult> {
    // The server lists at most 100 reasons when it takes nothing at all.
    const named = new Set(answer.rejected.map((one) => one.index));
    const unnamed =
      answer.accepted === 0
        ? lines.flatMap((_, index) => (named.has(index) ? [] : [{ index, code: 'rejected', message: 'refused with the others of its batch' }]))
        : [];
    const again = answer.rejected.filter((one) => RETRYABLE_CODES.has(one.code));
    const rejected = [...answer.rejected.filter((one) => !RETRYABLE_CODES.has(one.code)), ...unnamed];
    const first = again[0];
    if (!first) return { accepted: answer.accepted, rejected };
    const waitMs = this.waitMs({ kind: 'retry', reason: first.message, retryAfterMs: undefined }, 1);
    this.retries++;
    this.options.onRetry?.({ reason: first.message, waitMs, attempt: 1 });
    await delay(waitMs, undefined, this.waitOptions());
    const rest = await this.push(
      again.map((one) => lines[one.index] ?? ''),
      `${key}-r`,
    );
    return {
      accepted: answer.accepted + rest.accepted,
      rejected: [...rejected, ...rest.rejected.map((one) => ({ ...one, index: again[one.index]?.index ?? one.index }))],
    };
  }

  private async halve(lines: readonly string[], key: string, message: string): Promise<PushResult> {
    if (lines.length === 1) return { accepted: 0, rejected: [{ index: 0, code: 'too_large', message }] };
    const middle = lines.length >> 1;
    const left = await this.push(lines.slice(0, middle), `${key}-0`);
    const right = await this.push(lines.slice(middle), `${key}-1`);
    return {
      accepted: left.accepted + right.accepted,
      rejected: [...left.rejected, ...right.rejected.map((one) => ({ ...one, index: one.index + middle }))],
    };
  }

  private waitOptions(): { signal?: AbortSignal } {
    return this.options.signal ? { signal: this.options.signal } : {};
  }

  private waitMs(answer: Extract<Answer, { kind: 'retry' }>, attempt: number): number {
    const { first, longest } = this.options.backoffMs ?? { first: 250, longest: 15_000 };
    if (answer.retryAfterMs !== undefined) return Math.min(LONGEST_RETRY_AFTER_MS, Math.max(answer.retryAfterMs, first));
    // Spread out, so that many senders do not come back in the same moment.
    return Math.min(longest, first * 2 ** Math.min(attempt - 1, 20)) * (0.75 + Math.random() * 0.5);
  }

  private attempt(body: Buffer, packed: boolean, key: string): Promise<Answer> {
    const { url, token } = this.options.server();
    const target = new URL(`${url}/api/v1/logs/ingest`);
    const secure = target.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const request = (secure ? https : http).request(target, {
        method: 'POST',
        agent: secure ? this.agents['https:'] : this.agents['http:'],
        signal: this.options.signal,
        timeout: this.options.timeoutMs ?? 60_000,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/x-ndjson',
          'content-length': body.length,
          'idempotency-key': key,
          ...(packed ? { 'content-encoding': 'gzip' } : {}),
        },
      });
      const failed = (error: Error): void => {
        if (this.options.signal?.aborted) reject(error);
        else resolve({ kind: 'retry', reason: `${url}: ${reasonOf(error)}`, retryAfterMs: undefined });
      };
      request.on('timeout', () => request.destroy(new Error('no answer in time')));
      let answered = false;
      // A server that refuses early answers and closes while the body is still being written: its answer counts.
      request.on('error', (error) => answered || failed(error));
      request.on('response', (response) => {
        answered = true;
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', failed);
        response.on('end', () => resolve(readAnswer(url, response, Buffer.concat(chunks).toString('utf8'), Date.now())));
      });
      request.end(body);
    });
  }
}

function reasonOf(error: Error): string {
  // A refused name with several addresses comes as an AggregateError without a text.
  return error.message || (errorCode(error) ?? error.name);
}
