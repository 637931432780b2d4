import { clausesIn, listed } from './clause-chips';
import { EMPTY_VIEW } from './lib/view-state';

test('a chip names three values, cuts long ones, and counts the others; its title has all', () => {
  expect(listed(['auth', 'pay'])).toBe('auth, pay');
  expect(listed(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
  expect(listed(['x'.repeat(100)])).toBe(`${'x'.repeat(27)}…`);
  const [chip] = clausesIn({ ...EMPTY_VIEW, source: ['a', 'b', 'c', 'd'] });
  expect(chip).toMatchObject({ value: 'a, b, c and 1 more', title: 'a\nb\nc\nd', without: { source: [] } });
});

test('each word can be taken away alone', () => {
  const view = { ...EMPTY_VIEW, query: 'pay "time out" -ok', severity: ['error', 'fatal'] as const };
  expect(clausesIn(view).map((clause) => clause.value)).toEqual(['pay', '"time out"', '-ok', 'error, fatal']);
  expect(clausesIn(view)[1]?.without).toEqual({ query: 'pay -ok' });
});
