import { IngestDouble } from './ingest-double.ts';
import { retryAfterMs } from './push-answer.ts';
import { BatchPusher, PermanentPushError } from './push-batch.ts';

const LINES = ['{"message":"a"}', '{"message":"b"}', '{"message":"c"}', '{"message":"d"}'];

describe('BatchPusher', () => {
  let server: IngestDouble;
  let url: string;
  let waits: number[];
  let pusher: BatchPusher;
  beforeEach(async () => {
    server = new IngestDouble();
    url = await server.start();
    waits = [];
    pusher = new BatchPusher({ server: () => ({ url, token: 't' }), backoffMs: { first: 1, longest: 5 }, onRetry: ({ waitMs }) => waits.push(waitMs) });
  });
  afterEach(async () => {
    pusher.close();
    await server.stop();
  });

  it('tries the same bytes and key again until they are taken, and they are stored once', async () => {
    const reactions = ['cut', { status: 503 }, { status: 502 }, 'take-and-cut', { status: 429, headers: { 'retry-after': '0.02' } }, 'take'] as const;
    server.react = (_, number) => reactions[number - 1] ?? 'take';
    await expect(pusher.push(LINES, 'k1')).resolves.toMatchObject({ accepted: 4, rejected: [] });
    expect(new Set(server.calls.map((call) => JSON.stringify(call)))).toHaveProperty('size', 1);
    expect(server.calls).toHaveLength(6);
    expect(server.stored).toEqual(['a', 'b', 'c', 'd']);
    expect(pusher.retries).toBe(5);
    expect(waits[4]).toBe(20);
  });

  it('goes on when the server comes back at another address', async () => {
    await server.stop();
    const old = url;
    server = new IngestDouble();
    const fresh = await server.start();
    pusher = new BatchPusher({ server: () => ({ url, token: 't' }), backoffMs: { first: 1, longest: 5 }, onRetry: () => (url = fresh) });
    await pusher.push(LINES, 'k1');
    expect(url).not.toBe(old);
    expect(server.stored).toHaveLength(4);
  });

  it.each([400, 401, 403, 404])('gives up at %i with the reason', async (status) => {
    server.react = () => ({ status, body: { error: { code: 'x', message: 'The reason.' } } });
    const push = pusher.push(LINES, 'k');
    await expect(push).rejects.toThrow(PermanentPushError);
    await expect(push).rejects.toThrow(/The reason\./);
    expect(server.calls).toHaveLength(1);
  });

  it('does not take the 200 of something else for an acknowledgement', async () => {
    server.react = () => ({ status: 200, body: '<html>' });
    await expect(pusher.push(LINES, 'k')).rejects.toThrow(/is it a LogStream server/);
  });

  it('halves a body that is too large, down to the record that is', async () => {
    server.react = ({ records }) => (records.some((one) => one['message'] === 'c') ? { status: 413, body: { error: { message: 'Too large.' } } } : 'take');
    await expect(pusher.push(LINES, 'k')).resolves.toEqual({ accepted: 3, rejected: [{ index: 2, code: 'too_large', message: 'Too large.' }] });
    expect(server.stored).toEqual(['a', 'b', 'd']);
  });

  it('reports refused records, and sends again those that the store could not take just now', async () => {
    server.react = (_, number) =>
      number === 1
        ? {
            status: 201,
            body: {
              accepted: 1,
              ids: ['1'],
              rejected: [
                { index: 1, code: 'store_unavailable', message: 'away' },
                { index: 2, code: 'bad', message: 'No.' },
                { index: 3, code: 'overloaded', message: 'away' },
              ],
            },
          }
        : 'take';
    await expect(pusher.push(LINES, 'k')).resolves.toEqual({ accepted: 3, rejected: [{ index: 2, code: 'bad', message: 'No.' }] });
    expect(server.stored).toEqual(['b', 'd']);
  });

  it('takes a 400 that names each record for refused records', async () => {
    server.react = () => ({
      status: 400,
      body: { error: { code: 'invalid_records', message: 'x', details: { rejected: [{ index: 0, code: 'bad', message: 'No.' }], rejectedCount: 4 } } },
    });
    const result = await pusher.push(LINES, 'k');
    expect(result.accepted).toBe(0);
    expect(result.rejected.map((one) => one.index)).toEqual([0, 1, 2, 3]);
  });

  it('ends at once when aborted', async () => {
    const abort = new AbortController();
    const stubborn = new BatchPusher({ server: () => ({ url, token: 't' }), signal: abort.signal, onRetry: () => abort.abort() });
    server.react = () => ({ status: 503, headers: { 'retry-after': '60' } });
    await expect(stubborn.push(LINES, 'k')).rejects.toThrow(/abort/i);
  });

  it('reads Retry-After in seconds and as a date', () => {
    expect(retryAfterMs('3', 0)).toBe(3000);
    expect(retryAfterMs('Sat, 21 Nov 2026 09:00:10 GMT', Date.UTC(2026, 10, 21, 9))).toBe(10_000);
    expect(retryAfterMs('soon', 0)).toBeUndefined();
  });
});
