import { mintTenantId } from '../../platform/tenancy/tenant.js';
import { checkLimitQuery, LIMIT_QUERY_LENGTH_MAX, LogScope } from './log-scope.js';
import { compileToPredicate } from './query/compile-to-predicate.js';
import { EVERYTHING } from './query/log-filter.js';
import { parseFilter } from './query/parse-filter.js';
import { printFilter } from './query/print-filter.js';

const tenant = mintTenantId('one');
const scopeOf = (limitQuery: string) => LogScope.of({ kind: 'user', tenant, limitQuery });

describe('LogScope', () => {
  it('is all of the tenant for a key, and for a user without a limit', () => {
    for (const scope of [LogScope.of({ kind: 'key', tenant }), scopeOf('')]) {
      expect(scope).toMatchObject({ key: 'one ', isWholeTenant: true, limit: EVERYTHING });
      expect(scope.narrow(parseFilter({ query: 'a' }))).toMatchObject({ tenant: 'one', terms: [{ text: 'a' }] });
    }
  });

  it('adds the limit to every question: none can widen it', () => {
    const scope = scopeOf('source:pay-* severity>=warn -canary');
    expect(scope.isWholeTenant).toBe(false);
    expect(printFilter(scope.narrow())).toBe('-canary severity:(warn OR error OR fatal) source:pay-*');
    for (const query of ['', 'source:*', 'source:secret', 'severity:(info OR warn)', 'canary', '-source:pay-in']) {
      const { test } = compileToPredicate(scope.narrow(parseFilter({ query })));
      const record = { message: 'x', source: 'pay-in', severity: 13 };
      expect(test({ ...record, source: 'secret' })).toBe(false);
      expect(test({ ...record, severity: 9 })).toBe(false);
      expect(test({ ...record, message: 'the canary' })).toBe(false);
      expect(test(record)).toBe(!['source:secret', 'canary', '-source:pay-in'].includes(query));
    }
  });

  it('has the same key for the same limit, and another for another limit or tenant', () => {
    expect(scopeOf('source:(b OR a)').key).toBe(scopeOf('source:(a  OR  b)').key);
    const keys = [scopeOf('source:a'), scopeOf('source:b'), scopeOf(''), LogScope.of({ kind: 'user', tenant: mintTenantId('two'), limitQuery: 'source:a' })];
    expect(new Set(keys.map(({ key }) => key)).size).toBe(4);
  });

  it('denies everything when the limit cannot be read', () => {
    expect(() => scopeOf('sorce:a')).toThrow(expect.objectContaining({ code: 'forbidden', details: { reason: 'limit_unreadable' } }));
  });
});

describe('checkLimitQuery', () => {
  it.each([
    ['source:payment-*', 'source:payment-*'],
    ['severity>=warn -source:secret', 'severity:(warn OR error OR fatal) -source:secret'],
    [' "connection reset"  time* ', '"connection reset" time*'],
    ['', ''],
    ['*', ''],
  ])('takes %j as %j', (text, stored) => {
    expect(checkLimitQuery(text)).toBe(stored);
    expect(checkLimitQuery(stored)).toBe(stored);
  });

  // Each of these would be an odd word in the search box, and its contrary would show everything.
  it.each([
    'sorce:a',
    '-sorce:secret',
    '-latency>500',
    'NOT source:a',
    'source:a OR source:b',
    '(source:a)',
    'a AND b',
    '-*',
    '-',
    '""',
    '-"  "',
    '--a',
    '/x/',
    'a*b',
    '"open',
  ])('refuses %j', (text) => {
    expect(() => checkLimitQuery(text)).toThrow(expect.objectContaining({ code: 'invalid_query', details: expect.objectContaining({ field: 'limitQuery' }) }));
  });

  it('refuses what does not fit into a token', () => {
    expect(() => checkLimitQuery('a'.repeat(LIMIT_QUERY_LENGTH_MAX + 1))).toThrow(expect.objectContaining({ code: 'invalid_query' }));
  });
});
