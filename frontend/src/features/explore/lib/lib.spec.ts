import { editDistance, nearestName } from './nearest';
import { highlightPattern, splitTerms, withoutTerm } from './terms';
import { clausesOf, EMPTY_VIEW, parseView, printView, toggled } from './view-state';

describe('the view in the address', () => {
  it('is nothing for the default', () => {
    expect(printView(EMPTY_VIEW)).toBe('');
    expect(parseView('')).toEqual(EMPTY_VIEW);
  });

  it('comes back as it was written', () => {
    const view = {
      query: '"connection reset" -health a&b',
      severity: ['warn', 'fatal'] as const,
      source: ['a b', 'pay=1'],
      range: '6h' as const,
      live: false,
      log: 'abc',
    };
    expect(parseView(printView(view))).toEqual(view);
  });

  it('leaves out what it does not know', () => {
    expect(parseView('?severity=error,loud&severity=ERROR&range=9y&live=yes&source=&x=1')).toEqual({ ...EMPTY_VIEW, severity: ['error'] });
  });

  it('gives the API only clauses that are there', () => {
    expect(clausesOf(EMPTY_VIEW)).toEqual({});
    expect(clausesOf({ ...EMPTY_VIEW, query: 'x', source: ['a'] })).toEqual({ query: 'x', source: ['a'] });
  });

  it('toggles a value', () => {
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
    expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
  });
});

describe('terms', () => {
  it('splits at white space outside quotes', () => {
    expect(splitTerms('pay "connection  reset" -health -"a b" time* "open').map(({ raw, negated, text, prefix }) => [raw, negated, text, prefix])).toEqual([
      ['pay', false, 'pay', false],
      ['"connection  reset"', false, 'connection  reset', false],
      ['-health', true, 'health', false],
      ['-"a b"', true, 'a b', false],
      ['time*', false, 'time', true],
      ['"open', false, 'open', false],
    ]);
    expect(splitTerms('  - ')).toEqual([expect.objectContaining({ raw: '-', negated: false })]);
  });

  it('takes one away', () => {
    expect(withoutTerm('a "b c" d', 1)).toBe('a d');
  });

  it('marks what must be there, as plain text', () => {
    const pattern = highlightPattern('a.b -no TIME*');
    expect('xa.b timeout aXb'.split(pattern ?? /$^/)).toEqual(['x', 'a.b', ' ', 'time', 'out aXb']);
    expect(highlightPattern('-no')).toBeUndefined();
  });
});

describe('the nearest name', () => {
  it('counts edits', () => {
    expect([editDistance('', 'abc'), editDistance('gatway', 'gateway'), editDistance('kitten', 'sitting')]).toEqual([3, 1, 3]);
  });

  it('is close enough, or none', () => {
    expect(nearestName('payment-gatway', ['auth', 'payment-gateway'])).toBe('payment-gateway');
    expect(nearestName('x', ['payment-gateway'])).toBeUndefined();
    expect(nearestName('auth', ['auth'])).toBeUndefined();
  });
});
