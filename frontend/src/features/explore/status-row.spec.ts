import type { Reading } from '@/features/live/lib/meter';
import { shownInWords } from './status-row';

const reading = (overrides: Partial<Reading>): Reading => ({
  seconds: 10,
  receivedPerSecond: 0,
  matchedPerSecond: 0,
  matched: 0,
  delivered: 0,
  severityPerSecond: undefined,
  lastMatched: 0,
  mode: 'full',
  ratio: 1,
  behindMs: undefined,
  ...overrides,
});

test.each([
  [{}, '100 % shown'],
  [{ matched: 40, delivered: 40 }, '100 % shown'],
  [{ matched: 40, delivered: 5, mode: 'sample', ratio: 0.125 }, '12.5 % shown, sample 1 in 8'],
  [{ matched: 40, delivered: 20, mode: 'latest' }, '50.0 % shown, latest'],
  [{ matched: 40, delivered: 0, mode: 'counters' }, 'counters only'],
] as const)('%j is “%s”', (overrides, words) => {
  expect(shownInWords(reading(overrides))).toBe(words);
});
