import { AppError } from '../../../platform/errors/app-error.js';
import { mintTenantId } from '../../../platform/tenancy/tenant.js';
import { EncodedRows } from '../../logs/store/encoded-rows.js';
import type { FrozenBatch } from '../../logs/store/log-store.js';
import { StoreRejectedError } from '../../../platform/clickhouse/clickhouse-errors.js';
import { LogBatcher, type Outcome, type Submission } from './log-batcher.js';

const tenant = mintTenantId('default');
function submission(...texts: string[]): Submission {
  const rows = new EncodedRows();
  texts.forEach((text, seq) => rows.append(text, { observedAtMs: 1, seq, severity: 9 }));
  return { tenant, rows };
}

const textOf = (batch: FrozenBatch): string => Buffer.concat([...batch.body]).toString();

/** A store whose answers the test decides, and a clock that `wait` moves. */
function harness(insert: (batch: FrozenBatch) => Promise<void> | void, queueBytesMax = 1000) {
  const batches: { token: string; body: string }[] = [];
  const committed: { submission: Submission; outcome: Outcome }[] = [];
  let now = 0;
  const batcher = new LogBatcher(
    {
      insert: async (batch) => {
        batches.push({ token: batch.token, body: textOf(batch) });
        await insert(batch);
      },
      committed: (s, outcome) => committed.push({ submission: s, outcome }),
      now: () => now,
      wait: async (ms) => {
        now += ms;
      },
      onRetry: () => undefined,
    },
    queueBytesMax,
  );
  return { batcher, batches, committed };
}

/** A promise that the test settles. */
function gate() {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

describe('LogBatcher', () => {
  it('writes at once when idle, and gathers what arrives during a write into the next', async () => {
    const first = gate();
    const { batcher, batches } = harness((batch) => (textOf(batch) === 'a' ? first.passed : undefined));
    const done = [batcher.submit(submission('a'))];
    while (batches.length === 0) await Promise.resolve();
    done.push(batcher.submit(submission('b')), batcher.submit(submission('c', 'd')));
    first.open();
    await Promise.all(done);
    expect(batches.map((b) => b.body)).toEqual(['a', 'bcd']);
    expect(batcher.pendingBytes).toBe(0);
  });

  it('acknowledges only after the write, and tells the bus before the sender', async () => {
    const write = gate();
    const { batcher, committed } = harness(() => write.passed);
    let answered = false;
    const answer = batcher.submit(submission('a')).then(() => {
      answered = true;
      expect(committed).toHaveLength(1);
    });
    await Promise.resolve();
    expect(answered).toBe(false);
    write.open();
    await answer;
  });

  it('repeats the same bytes and token while the store is away', async () => {
    let failures = 3;
    const { batcher, batches } = harness(() => {
      if (failures-- > 0) throw new AppError('store_unavailable', 'away');
    });
    await batcher.submit(submission('a', 'b'));
    expect(batches).toHaveLength(4);
    expect(new Set(batches.map((b) => `${b.token} ${b.body}`)).size).toBe(1);
  });

  it('gives up after a while and tells the senders', async () => {
    const { batcher, committed } = harness(() => {
      throw new AppError('store_unavailable', 'away', { retryAfterSeconds: 5 });
    });
    await expect(batcher.submit(submission('a'))).rejects.toMatchObject({ code: 'store_unavailable', retryAfterSeconds: 5 });
    expect(committed).toHaveLength(0);
  });

  it('halves a refused batch until only the guilty record fails, to its own sender', async () => {
    const { batcher, batches } = harness((batch) => {
      if (textOf(batch).includes('X')) throw new StoreRejectedError('bad value');
    });
    const [good, poisoned] = await Promise.all([batcher.submit(submission('a', 'b', 'c')), batcher.submit(submission('d', 'X', 'e'))]);
    expect(good.size).toBe(0);
    expect([...poisoned]).toEqual([[1, 'bad value']]);
    const stored = batches
      .filter((b) => !b.body.includes('X'))
      .map((b) => b.body)
      .join('');
    expect([...stored].sort().join('')).toBe('abcde');
    expect(new Set(batches.map((b) => b.token)).size).toBe(batches.length);
  });

  it('refuses when the queue is full, with the limit and when to come back', async () => {
    const write = gate();
    const { batcher } = harness(() => write.passed, 10);
    const first = batcher.submit(submission('12345678'));
    await expect(batcher.submit(submission('abc'))).rejects.toMatchObject({
      code: 'overloaded',
      retryAfterSeconds: 2,
      details: { limit: 'INGEST_QUEUE_BYTES' },
    });
    write.open();
    await first;
  });

  it('writes what it took before it closes, and takes no more', async () => {
    const { batcher, batches } = harness(() => undefined);
    const last = batcher.submit(submission('a'));
    await batcher.close();
    await last;
    expect(batches).toHaveLength(1);
    await expect(batcher.submit(submission('b'))).rejects.toMatchObject({ code: 'shutting_down' });
  });
});
