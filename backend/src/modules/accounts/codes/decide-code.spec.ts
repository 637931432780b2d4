import { findCode, hashCode, mayMakeCode, newCode, type KeptCode } from './decide-code.js';

const key = Buffer.alloc(32, 3);
const NOW = 10_000_000;

const kept = (id: string, code: string, over: Partial<KeptCode> = {}): KeptCode => ({
  id,
  codeHash: hashCode(key, id, code),
  triesLeft: 5,
  createdAt: new Date(NOW - 1000),
  expiresAt: new Date(NOW + 1000),
  usedAt: null,
  ...over,
});

describe('one-time codes', () => {
  it('have six digits', () => {
    for (let i = 0; i < 200; i++) expect(newCode()).toMatch(/^\d{6}$/);
  });

  it('cannot be checked without the key, nor against another row', () => {
    expect(hashCode(key, 'a', '123456')).not.toBe(hashCode(Buffer.alloc(32, 4), 'a', '123456'));
    expect(hashCode(key, 'a', '123456')).not.toBe(hashCode(key, 'b', '123456'));
  });

  it('are found among those that live', () => {
    const codes = [kept('a', '111111'), kept('b', '222222')];
    expect(findCode(codes, '222222', key, NOW)?.id).toBe('b');
    expect(findCode(codes, '333333', key, NOW)).toBeUndefined();
    expect(findCode(codes, '', key, NOW)).toBeUndefined();
  });

  it.each([
    ['used', { usedAt: new Date(0) }],
    ['over', { expiresAt: new Date(NOW) }],
    ['out of tries', { triesLeft: 0 }],
  ])('are of no use when they are %s', (_, over) => {
    expect(findCode([kept('a', '111111', over)], '111111', key, NOW)).toBeUndefined();
  });

  it('are not made without end', () => {
    const live = [kept('a', '1'), kept('b', '2')];
    expect(mayMakeCode(live, NOW)).toBe(true);
    expect(mayMakeCode([...live, kept('c', '3')], NOW)).toBe(false);
    const ended = (minutesAgo: number) => kept('x', '1', { expiresAt: new Date(NOW - 1), createdAt: new Date(NOW - minutesAgo * 60_000) });
    expect(mayMakeCode([1, 2, 3, 4, 59, 60].map(ended), NOW)).toBe(true);
    expect(mayMakeCode([1, 2, 3, 4, 58, 59].map(ended), NOW)).toBe(false);
  });
});
