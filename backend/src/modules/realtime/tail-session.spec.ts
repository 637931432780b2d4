import fc from 'fast-check';
import type { TailFrame } from './live-protocol.js';
import { aView, someRows, T0 } from './testing/live-fixtures.js';
import { CLOSE_MS, FRAME, FRAME_PERIOD_MS, FRAMES_IN_FLIGHT_MAX, LOST_ACK_MS, RING, TailSession, type TailSessionOptions } from './tail-session.js';

/** A small generator with a fixed seed, so that a sample is the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const start = (overrides: Partial<TailSessionOptions> = {}) =>
  new TailSession({ tailId: 't', start: { observedAtMs: T0 - 1, seq: 0 }, nowMs: T0, held: false, random: seeded(1), ...overrides });

const seqsOf = (frame: TailFrame | undefined) => frame?.logs.map((log) => log.id);

/** Offers `perFrame` rows each 100 ms and acknowledges every frame at once, until `untilMs`. */
function run(
  session: TailSession,
  from: { nowMs: number; seq: number },
  untilMs: number,
  perFrame: number,
): { nowMs: number; seq: number; frames: TailFrame[] } {
  const frames: TailFrame[] = [];
  let { nowMs, seq } = from;
  for (; nowMs < untilMs; nowMs += FRAME_PERIOD_MS) {
    session.offer(someRows(perFrame, seq), nowMs);
    seq += perFrame;
    const frame = session.poll(nowMs);
    if (frame) {
      frames.push(frame);
      session.acknowledge(frame.seq);
    }
    if (nowMs % 1000 === 0) session.tick(nowMs);
  }
  return { nowMs, seq, frames };
}

describe('pace', () => {
  it('sends the first match at once, then a frame each 100 ms', () => {
    const session = start();
    session.offer(someRows(1), T0);
    expect(session.poll(T0)).toMatchObject({ seq: 1, matched: 1, delivered: 1, skipped: 0, mode: 'full', ratio: 1 });
    session.offer(someRows(2, 1), T0 + 10);
    expect(session.poll(T0 + 99)).toBeUndefined();
    expect(session.dueAtMs(T0 + 10)).toBe(T0 + 100);
    expect(session.poll(T0 + 100)).toMatchObject({ seq: 2, delivered: 2 });
    expect(session.dueAtMs(T0 + 100)).toBeUndefined();
  });

  it('waits when four frames are not acknowledged, and goes on with an acknowledgement', () => {
    const session = start();
    for (let i = 0; i < 6; i++) {
      session.offer(someRows(1, i), T0 + i * 100);
      session.poll(T0 + i * 100);
    }
    expect(session.dueAtMs(T0 + 700)).toBeUndefined();
    session.acknowledge(99);
    expect(session.dueAtMs(T0 + 700)).toBeUndefined();
    session.acknowledge(2);
    expect(session.poll(T0 + 700)).toMatchObject({ seq: 5, delivered: 2, skipped: 0 });
  });

  it('keeps frames in their limits of rows and bytes', () => {
    const session = start();
    session.offer(someRows(FRAME.rowsMax + 1), T0);
    expect(session.poll(T0)?.delivered).toBe(FRAME.rowsMax);
    expect(session.poll(T0 + 100)?.delivered).toBe(1);
    session.offer(someRows(100, 1000, { message: 'x'.repeat(8000) }), T0 + 200);
    const frame = session.poll(T0 + 200);
    expect(frame?.delivered).toBe(63);
    expect(JSON.stringify(frame).length).toBeLessThan(FRAME.bytesMax);
  });

  it('delivers a log that is larger than any limit, cut down', () => {
    const session = start();
    session.offer(someRows(1, 0, { message: 'x'.repeat(8_000_000), metadata: { big: 'y'.repeat(8_000_000), small: 'z' } }), T0);
    const log = session.poll(T0)?.logs[0];
    expect(log).toMatchObject({ truncated: true });
    expect(log?.message.length).toBe(8192);
    expect(JSON.stringify(log).length).toBeLessThan(50_000);
  });
});

describe('modes', () => {
  it('keeps the newest when the ring is full, and says how many it left out', () => {
    const session = start();
    session.offer(someRows(RING.rowsMax + 10), T0);
    const frame = session.poll(T0);
    expect(frame).toMatchObject({ mode: 'latest', matched: FRAME.rowsMax + 10, delivered: FRAME.rowsMax, skipped: 10 });
    expect(frame?.logs[0]?.id).toBe(someRows(1, 10)[0]?.id);
  });

  it('takes a sample of all matches when there are more than fit for seconds, and goes back up when it is calm', () => {
    const session = start();
    const busy = run(session, { nowMs: T0, seq: 0 }, T0 + 10_000, 2000);
    expect(busy.frames.map((f) => f.mode)).toEqual(expect.arrayContaining(['latest', 'sample']));
    const last = busy.frames.at(-1);
    expect(last).toMatchObject({ mode: 'sample', matched: 2000 });
    expect(last?.delivered).toBeGreaterThan(FRAME.rowsMax / 3);
    expect(last?.ratio).toBe((last?.delivered ?? 0) / 2000);
    // A sample has rows from everywhere, not from one end.
    const offsets = last?.logs.map((log) => parseInt(log.id.slice(-2), 32)) ?? [];
    expect(new Set(offsets).size).toBeGreaterThan(50);
    const calm = run(session, busy, busy.nowMs + 20_000, 5);
    expect(session.mode).toBe('full');
    expect(calm.frames.at(-1)).toMatchObject({ mode: 'full', delivered: 5, skipped: 0, ratio: 1 });
  });

  it('takes 2,000 logs a second in full as long as they are acknowledged', () => {
    const { frames } = run(start(), { nowMs: T0, seq: 0 }, T0 + 30_000, 200);
    expect(frames).toHaveLength(300);
    expect(frames.every((f) => f.mode === 'full' && f.delivered === 200 && f.skipped === 0)).toBe(true);
  });

  it('gives a client the rate it asked for, as a sample', () => {
    const session = start({ maxRowsPerSecond: 200 });
    const { frames } = run(session, { nowMs: T0, seq: 0 }, T0 + 30_000, 200);
    const last = frames.slice(-100);
    expect(last.every((f) => f.mode === 'sample')).toBe(true);
    expect(last.reduce((sum, f) => sum + f.delivered, 0)).toBe(2000);
    expect(last.reduce((sum, f) => sum + f.matched, 0)).toBe(20_000);
  });

  it('sends numbers only, once a second, to a client that wants no rows', () => {
    const { frames } = run(start({ maxRowsPerSecond: 0 }), { nowMs: T0, seq: 0 }, T0 + 3001, 10);
    expect(frames.map((f) => [f.mode, f.matched, f.delivered, f.skipped, f.ratio])).toEqual([
      ['counters', 10, 0, 10, 0],
      ['counters', 100, 0, 100, 0],
      ['counters', 100, 0, 100, 0],
      ['counters', 100, 0, 100, 0],
    ]);
    expect(frames.at(-1)?.cursor).toBe(aView({ seq: 309 }).id);
  });

  it('counts only after 15 s without acknowledgement, recovers after a late one, and ends after 60 s', () => {
    const session = start();
    for (let i = 0; i < 5; i++) {
      session.offer(someRows(1, i), T0 + i * 100);
      session.poll(T0 + i * 100);
    }
    expect(session.tick(T0 + LOST_ACK_MS - 1)).toBeUndefined();
    expect(session.mode).toBe('full');
    session.tick(T0 + LOST_ACK_MS);
    expect(session.mode).toBe('counters');
    session.offer(someRows(3, 5), T0 + 20_000);
    session.acknowledge(4);
    expect(session.poll(T0 + 20_000)).toMatchObject({ seq: 5, mode: 'counters', matched: 4, delivered: 0, skipped: 4 });
    session.acknowledge(5);
    const after = run(session, { nowMs: T0 + 21_000, seq: 8 }, T0 + 60_000, 1);
    expect(session.mode).toBe('full');
    session.offer(someRows(1, after.seq), after.nowMs);
    expect(session.poll(after.nowMs)).toBeDefined();
    expect(session.tick(after.nowMs + CLOSE_MS)).toMatchObject({ tailId: 't', reason: 'unacknowledged' });
    expect(session.sums.matched).toBe(session.sums.delivered + session.sums.skipped);
  });
});

describe('back-fill', () => {
  it('goes first, newest last, and nothing of it is sent again', () => {
    const session = start({ held: true });
    session.offer(someRows(3), T0);
    expect(session.poll(T0)).toBeUndefined();
    session.release({ logs: [aView({ seq: 1 }), aView({ seq: 0 }), aView({ observedAtMs: T0 - 10 })], incomplete: false }, T0 + 5);
    const first = session.poll(T0 + 5);
    expect(first).toMatchObject({ backfill: true, matched: 3, delivered: 3, skipped: 0, seq: 1 });
    expect(seqsOf(first)).toEqual([aView({ observedAtMs: T0 - 10 }), aView({ seq: 0 }), aView({ seq: 1 })].map((log) => log.id));
    expect(first?.cursor).toBe(aView({ seq: 1 }).id);
    // The bus may tell of a log after the store has shown it.
    session.offer(someRows(2, 1), T0 + 6);
    const second = session.poll(T0 + 6);
    expect(seqsOf(second)).toEqual([aView({ seq: 2 }).id, aView({ seq: 2 }).id]);
    expect(second).not.toHaveProperty('backfill');
    expect(session.sums.matched).toBe(2);
  });

  it('says so when there is nothing, and when it is not all', () => {
    const empty = start({ held: true });
    empty.release({ logs: [], incomplete: false }, T0);
    expect(empty.poll(T0)).toMatchObject({ backfill: true, logs: [], matched: 0, ratio: 1 });
    const failed = start({ held: true });
    failed.release({ logs: [], incomplete: true, error: { code: 'store_unavailable', message: 'm' } }, T0);
    expect(failed.poll(T0)).toMatchObject({ incomplete: true, error: { code: 'store_unavailable' }, cursor: failed.cursorId });
  });

  it('is cut into frames; the cursor moves with the last one only', () => {
    const session = start({ held: true });
    session.release({ logs: Array.from({ length: 100 }, (_, i) => aView({ seq: 100 - i, message: 'x'.repeat(8000) })), incomplete: true }, T0);
    const frames = [session.poll(T0), session.poll(T0)];
    expect(frames.map((f) => [f?.delivered, f?.more, f?.incomplete])).toEqual([
      [63, true, undefined],
      [37, undefined, true],
    ]);
    expect(frames[0]?.cursor).toBe(frames[1]?.previousCursor);
    expect(frames[1]?.cursor).toBe(aView({ seq: 100 }).id);
  });
});

type Step =
  { do: 'offer'; rows: number } | { do: 'wait'; ms: number } | { do: 'ack'; back: number } | { do: 'poll' } | { do: 'tick' } | { do: 'release'; rows: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('offer' as const), rows: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3000 })) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 8000 })) }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('ack' as const), back: fc.integer({ min: -2, max: 5 }) }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('poll' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('tick' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), rows: fc.integer({ min: 0, max: 50 }) }) },
  ),
  { maxLength: 80 },
);

it('accounts for every match exactly once, whatever comes in which order', () => {
  fc.assert(
    fc.property(steps, fc.boolean(), fc.option(fc.constantFrom(0, 7, 200), { nil: undefined }), fc.integer(), (all, held, maxRowsPerSecond, seed) => {
      const session = start({ held, maxRowsPerSecond, random: seeded(seed) });
      let nowMs = T0;
      let nextSeq = 0;
      let offered = 0;
      let uncounted = 0;
      let released = !held;
      let closed = false;
      let acked = 0;
      let sentSeq = 0;
      let lastLiveAt = Number.NEGATIVE_INFINITY;
      let cursor = session.cursorId;
      let liveMatched = 0;
      const ids = new Set<string>();
      const take = (frame: TailFrame | undefined) => {
        if (!frame) return;
        expect(frame.matched).toBe(frame.delivered + frame.skipped);
        expect(frame.delivered).toBe(frame.logs.length);
        expect(frame.delivered).toBeLessThanOrEqual(FRAME.rowsMax);
        expect(frame.seq).toBe(++sentSeq);
        expect(sentSeq - acked).toBeLessThanOrEqual(FRAMES_IN_FLIGHT_MAX);
        expect(frame.previousCursor).toBe(cursor);
        expect(frame.cursor >= cursor).toBe(true);
        cursor = frame.cursor;
        for (const log of frame.logs) {
          expect(ids.has(log.id)).toBe(false);
          ids.add(log.id);
          expect(log.id <= frame.cursor).toBe(true);
        }
        if (frame.backfill) return;
        expect(nowMs - lastLiveAt).toBeGreaterThanOrEqual(FRAME_PERIOD_MS);
        expect(frame.ratio).toBe(frame.delivered / frame.matched);
        lastLiveAt = nowMs;
        liveMatched += frame.matched;
      };
      for (const step of all) {
        if (closed) break;
        if (step.do === 'offer') {
          session.offer(someRows(step.rows, nextSeq), nowMs);
          nextSeq += step.rows;
          offered += step.rows;
        } else if (step.do === 'wait') nowMs += step.ms;
        else if (step.do === 'ack') {
          const seq = sentSeq - step.back;
          session.acknowledge(seq);
          if (seq <= sentSeq) acked = Math.max(acked, seq);
        } else if (step.do === 'poll') take(session.poll(nowMs));
        else if (step.do === 'tick') closed = session.tick(nowMs) !== undefined;
        else if (!released) {
          released = true;
          const before = session.sums.matched;
          // The newest rows so far, as the store shows them, and some from before the tail began.
          const newest = someRows(Math.min(step.rows, nextSeq), nextSeq - Math.min(step.rows, nextSeq)).map((row) => row.view);
          session.release({ logs: [...newest.toReversed(), aView({ observedAtMs: T0 - 5 })], incomplete: false }, nowMs);
          uncounted += before - session.sums.matched;
        }
      }
      const totals = session.stop();
      expect(totals.matched).toBe(offered - uncounted);
      expect(totals.matched).toBe(totals.delivered + totals.skipped);
      expect(liveMatched).toBeLessThanOrEqual(totals.matched);
    }),
    { numRuns: 400 },
  );
});
