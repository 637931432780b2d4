import { aLog, idOf } from '../../../../test/logs';
import { bytesOf, countThatFits, countThatFitsFromEnd, fillGap, lastArrival, lateBy, logRow, withGap, type GapRow, type Row } from './rows';

const gap = (overrides: Partial<GapRow> = {}): GapRow => ({
  kind: 'gap',
  key: 'gap-1',
  from: idOf(0),
  to: idOf(9),
  count: 5,
  at: 1000,
  reason: 'load',
  state: 'open',
  bytes: 200,
  ...overrides,
});
const rows = (...numbers: number[]): Row[] => numbers.map((n) => logRow(aLog(n)));

test('bytes grow with message and metadata', () => {
  const plain = bytesOf(aLog(1));
  expect(bytesOf(aLog(1, { message: 'message 1'.repeat(100) }))).toBe(plain + 99 * 9 * 2);
  expect(bytesOf(aLog(1, { metadata: { key: 'value', n: 1 } }))).toBeGreaterThan(plain);
});

test('what fits is bounded by rows and by bytes, from either end, and is never nothing', () => {
  const list = rows(5, 4, 3, 2, 1);
  const one = list[0]?.bytes ?? 0;
  expect(countThatFits(list, 3, 1e6)).toBe(3);
  expect(countThatFits(list, 100, one * 2)).toBe(2);
  expect(countThatFits(list, 100, 1)).toBe(1);
  expect(countThatFitsFromEnd(list, 3, 1e6)).toBe(3);
  expect(countThatFitsFromEnd(list, 100, one * 2)).toBe(2);
  expect(countThatFits([], 3, 1)).toBe(0);
});

test('gaps of load that follow closely become one, others do not', () => {
  const first = withGap(rows(1), gap());
  const joined = withGap([...rows(20, 19), ...first], gap({ key: 'gap-2', from: idOf(18), to: idOf(30), count: 7, at: 2500 }));
  expect(joined.filter((row) => row.kind === 'gap')).toEqual([expect.objectContaining({ key: 'gap-1', count: 12, from: idOf(0), to: idOf(30) })]);
  const later = withGap([...rows(20), ...first], gap({ key: 'gap-2', at: 9000 }));
  expect(later[0]).toMatchObject({ key: 'gap-2', count: 5 });
  const filling = withGap([gap({ state: 'filling' })], gap({ key: 'gap-2' }));
  expect(filling).toHaveLength(2);
});

test('filling merges with the sample around it by arrival', () => {
  const list: Row[] = [...rows(12, 9, 5), gap({ from: idOf(2), to: idOf(9) }), ...rows(2, 1)];
  const filled = fillGap(
    list,
    'gap-1',
    [8, 7, 6, 4, 3].map((n) => logRow(aLog(n))),
    undefined,
  );
  expect(filled.map((row) => row.key)).toEqual([12, 9, 8, 7, 6, 5, 4, 3, 2, 1].map(idOf));
});

test('what is still missing stays a gap below', () => {
  const list: Row[] = [...rows(12), gap({ from: idOf(2), to: idOf(9) }), ...rows(2)];
  const filled = fillGap(
    list,
    'gap-1',
    rows(9, 8).filter((row) => row.kind === 'log'),
    gap({ from: idOf(2), to: idOf(8) }),
  );
  expect(filled.map((row) => row.key)).toEqual([idOf(12), idOf(9), idOf(8), 'gap-1', idOf(2)]);
});

test('late is more than two seconds between event and arrival', () => {
  const timestamp = '2026-11-21T09:00:00.000Z';
  expect(lateBy(aLog(1, { timestamp, observedAt: '2026-11-21T09:00:02.000Z' }))).toBeUndefined();
  expect(lateBy(aLog(1, { timestamp, observedAt: '2026-11-21T09:00:04.200Z' }))).toBe(4200);
});

test('the last arrival is the greatest id, not the first in the list', () => {
  expect(lastArrival([aLog(3), aLog(7), aLog(5)])).toBe(idOf(7));
  expect(lastArrival([])).toBeUndefined();
});
