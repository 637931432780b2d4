import { safeNext } from './safe-next';

test.each([
  [null, '/explore/'],
  ['', '/explore/'],
  ['/explore/?q=a%20b&severity=error', '/explore/?q=a%20b&severity=error'],
  ['//evil.example/x', '/explore/'],
  ['/\\evil.example', '/explore/'],
  ['/\t/evil.example', '/explore/'],
  ['https://evil.example/', '/explore/'],
  ['javascript:alert(1)', '/explore/'],
  ['/login/?next=/login/', '/explore/'],
  ['/..//evil.example', '/explore/'],
])('%s leads to %s', (next, expected) => {
  expect(safeNext(next)).toBe(expected);
});
