import { aFrame, aLog, idOf, logsOf } from '../../../test/logs';
import { BYTES_MAX, ROWS_MAX, type GapRow } from './lib/rows';
import { RowStore } from './row-store';

const NOW = Date.UTC(2026, 10, 21, 9, 41);
const keys = (store: RowStore): string[] => store.get().rows.map((row) => row.key);

function started(logs = [3, 2, 1]): RowStore {
  const store = new RowStore();
  store.reset(
    logs.map((n) => aLog(n)),
    'older',
  );
  return store;
}

test('puts what arrives on top, once', () => {
  const store = started();
  store.receive(aFrame(1, logsOf(3, 5)), NOW);
  expect(keys(store)).toHaveLength(3);
  expect(store.flush()).toBe(2);
  expect(keys(store)).toEqual([5, 4, 3, 2, 1].map(idOf));
});

test('many frames are one change', () => {
  const store = started();
  const listener = jest.fn();
  store.subscribe(listener);
  for (let n = 4; n < 30; n++) store.receive(aFrame(n, [aLog(n)]), NOW);
  store.flush();
  store.flush();
  expect(listener).toHaveBeenCalledTimes(1);
});

test('keeps at most 2,000 rows; older ones are in the store then', () => {
  const store = started([]);
  for (let batch = 0; batch < 30; batch++) {
    store.receive(aFrame(batch + 1, logsOf(batch * 100 + 1, batch * 100 + 100)), NOW);
    store.flush();
  }
  expect(store.get()).toMatchObject({ hasOlder: true });
  expect(store.get().rows).toHaveLength(ROWS_MAX);
  expect(keys(store)[0]).toBe(idOf(3000));
  expect(store.olderCursor).toBeNull();
});

test('keeps at most 8 MB', () => {
  const store = started([]);
  const message = 'x'.repeat(8192);
  for (let n = 1; n <= 1000; n++) store.receive(aFrame(n, [aLog(n, { message })]), NOW);
  store.flush();
  const { rows, bytes } = store.get();
  expect(bytes).toBeLessThanOrEqual(BYTES_MAX);
  expect(bytes).toBe(rows.reduce((sum, row) => sum + row.bytes, 0));
  expect(rows.length).toBeGreaterThan(400);
  expect(rows.length).toBeLessThan(550);
});

test('nothing moves while paused; all is there after it', () => {
  const store = started();
  store.pause('scroll');
  const before = store.get().rows;
  store.receive(aFrame(1, logsOf(4, 6)), NOW);
  store.flush();
  expect(store.get().rows).toBe(before);
  expect(store.get()).toMatchObject({ paused: true, newer: 3, held: 3 });
  store.resume();
  expect(store.get()).toMatchObject({ paused: false, newer: 0 });
  expect(keys(store)).toEqual([6, 5, 4, 3, 2, 1].map(idOf));
});

test('moves again only when no reason to pause is left', () => {
  const store = started();
  store.pause('scroll');
  store.pause('details');
  store.release('details');
  expect(store.get().paused).toBe(true);
  store.release('scroll');
  expect(store.get().paused).toBe(false);
});

test('a long pause is bounded, counted to the last log, and leaves a gap', () => {
  const store = started();
  store.receive(aFrame(1, [aLog(4)]), NOW);
  store.flush();
  store.pause('user');
  for (let batch = 0; batch < 50; batch++) {
    store.receive(aFrame(batch + 2, logsOf(batch * 100 + 5, batch * 100 + 104)), NOW);
    store.flush();
  }
  expect(store.get()).toMatchObject({ newer: 5000, held: ROWS_MAX });
  store.resume();
  const { rows } = store.get();
  expect(rows).toHaveLength(ROWS_MAX);
  expect(keys(store)[0]).toBe(idOf(5004));

  const short = started();
  short.receive(aFrame(1, [aLog(4)]), NOW);
  short.flush();
  short.pause('user');
  const message = 'x'.repeat(8192);
  for (let n = 5; n <= 704; n++) short.receive(aFrame(n, [aLog(n, { message })]), NOW);
  short.flush();
  expect(short.get().newer).toBe(700);
  const held = short.get().held;
  expect(held).toBeLessThan(600);
});

test('says what a frame skipped, below the logs of that frame', () => {
  const store = started();
  store.receive(aFrame(1, [aLog(50)], { matched: 48, skipped: 47, previousCursor: idOf(3), cursor: idOf(50) }), NOW);
  store.flush();
  const [log, gap] = store.get().rows;
  expect(log?.key).toBe(idOf(50));
  expect(gap).toMatchObject({ kind: 'gap', count: 47, from: idOf(3), to: idOf(50), reason: 'load', at: NOW });
});

test('counts what was skipped while paused', () => {
  const store = started();
  store.pause('user');
  store.receive(aFrame(1, [aLog(50)], { matched: 48, skipped: 47 }), NOW);
  store.flush();
  expect(store.get().newer).toBe(48);
});

test('fills a gap in its place and drops what is known', () => {
  const store = started();
  store.receive(aFrame(1, [aLog(6)], { matched: 3, skipped: 2, previousCursor: idOf(3), cursor: idOf(6) }), NOW);
  store.flush();
  const gap = store.get().rows.find((row): row is GapRow => row.kind === 'gap');
  if (!gap) throw new Error('no gap');
  store.setGap(gap.key, 'filling');
  expect(store.get().rows[1]).toMatchObject({ state: 'filling' });
  expect(
    store.fill(
      gap,
      [6, 5, 4, 3, 2].map((n) => aLog(n)),
    ),
  ).toBe(2);
  expect(keys(store)).toEqual([6, 5, 4, 3, 2, 1].map(idOf));
});

test('a gap of an absence lies below what was sent of it', () => {
  const store = started();
  store.receive(aFrame(1, logsOf(8, 9), { backfill: true }), NOW);
  store.missed(idOf(3), idOf(8), NOW);
  store.flush();
  expect(store.get().rows.map((row) => (row.kind === 'gap' ? 'gap' : row.key))).toEqual([idOf(9), idOf(8), 'gap', idOf(3), idOf(2), idOf(1)]);
});

test('older pages go below; beyond the bound the newest rows go, and the top needs a new search', () => {
  const store = new RowStore();
  store.reset(logsOf(4001, 5900).reverse(), 'a');
  store.pause('scroll');
  store.appendOlder(logsOf(3801, 4000).reverse(), 'b');
  const { rows, hasOlder } = store.get();
  expect(rows).toHaveLength(ROWS_MAX);
  expect(rows[rows.length - 1]?.key).toBe(idOf(3801));
  expect(hasOlder).toBe(true);
  expect(store.olderCursor).toBe('b');
  expect(store.needsReload).toBe(true);
  store.appendOlder([], null);
  expect(store.get().hasOlder).toBe(false);
});

test('draws nothing while nobody looks, then all at once', () => {
  const store = started();
  const listener = jest.fn();
  store.subscribe(listener);
  store.setQuiet(true);
  for (let n = 4; n < 30; n++) {
    store.receive(aFrame(n, [aLog(n)]), NOW);
    store.flush();
  }
  expect(listener).not.toHaveBeenCalled();
  expect(keys(store)[0]).toBe(idOf(29));
  const unseen = store.get();
  store.setQuiet(false);
  expect(listener).toHaveBeenCalledTimes(1);
  expect(store.get()).not.toBe(unseen);
});
