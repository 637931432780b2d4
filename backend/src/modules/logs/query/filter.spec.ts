import fc from 'fast-check';
import { mintTenantId } from '../../../platform/tenancy/tenant.js';
import { SEVERITIES } from '../log-record.js';
import { LogScope } from '../log-scope.js';
import { compileToSql } from './compile-to-sql.js';
import type { LogFilter } from './log-filter.js';
import { parseFilter } from './parse-filter.js';
import { printFilter } from './print-filter.js';
import { bucketWidthSeconds, parseInterval, parseTimeBound, parseTimeRange } from './time-range.js';

describe('parseFilter and printFilter', () => {
  it.each([
    ['payment timeout', 'payment timeout'],
    ['  "connection reset"   time* -health', '"connection reset" time* -health'],
    ['-"a b"', '-"a b"'],
    ['"say \\"hi\\""', '"say \\"hi\\""'],
    ['10.1.2.3', '10.1.2.3'],
    ['*', ''],
    ['** -*', ''],
    ['*time *out* -*x*', '*time *out* -*x*'],
    ['"*"', '"*"'],
    ['"a\nb"', '"a\nb"'],
    ['', ''],
    ['source:pay* -SOURCE:secret', '-source:secret source:pay*'],
    ['source:(b OR a* OR b)', 'source:(a* OR b)'],
    ['source:"a*b"*"c d"', 'source:"a*b"*"c d"'],
    ['source:""', 'source:""'],
    ['source:*', 'source:*'],
    ['severity:(ERROR OR fatal) a', 'a severity:(error OR fatal)'],
    ['severity>=warn -severity:error', 'severity:(warn OR fatal)'],
    ['severity>warn severity<=error', 'severity:error'],
    ['severity<debug', 'severity:trace'],
    ['severity<trace', '-severity:(trace OR debug OR info OR warn OR error OR fatal)'],
    ['severity>=trace', ''],
    ['"source:a" -"severity>=warn"', '"source:a" -"severity>=warn"'],
    ['NOT a=1 x:y', '"NOT" "a=1" "x:y"'],
  ])('%j prints as %j, and again the same', (query, expected) => {
    const printed = printFilter(parseFilter({ query }));
    expect(printed).toBe(expected);
    expect(printFilter(parseFilter({ query: printed }))).toBe(printed);
  });

  it('prints severities in order and sources sorted, each once', () => {
    expect(printFilter(parseFilter({ query: 'x', severity: ['fatal,ERROR', 'error'], source: ['b', 'a', 'b', 'with space'] }))).toBe(
      'x severity:(error OR fatal) source:(a OR b OR "with space")',
    );
    expect(printFilter(parseFilter({ severity: ['warn'] }))).toBe('severity:warn');
  });

  it.each([
    [{ query: 'a "b' }, { field: 'query', position: 2 }],
    [{ query: 'x '.repeat(60) }, { field: 'query', limit: 50 }],
    [{ severity: ['loud'] }, { field: 'severity' }],
    [{ query: 'a severity:loud' }, { field: 'severity' }],
    [{ query: 'a severity>=(warn OR error)' }, { field: 'query', position: 2 }],
    [{ query: 'a source: b' }, { field: 'query', position: 9 }],
    [{ query: 'source>a' }, { field: 'query', position: 0 }],
    [{ query: 'source:(a b)' }, { field: 'query', position: 9 }],
    [{ query: 'source:(a OR' }, { field: 'query' }],
    [{ query: 'source:a"b"c"' }, { field: 'query' }],
    [{ query: `source:(${Array.from({ length: 201 }, (_, i) => `s${i}`).join(' OR ')})` }, { field: 'query', limit: 200 }],
  ])('says what is wrong with %j', (input, details) => {
    expect(() => parseFilter(input)).toThrow(expect.objectContaining({ code: 'invalid_query', details: expect.objectContaining(details) }));
  });

  it('reads back what it printed, whatever the filter', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'B', '-', '"', '\\', '*', ':', ' ', '(', ')', '/', '>', '=', 'é', 'OR', 'source:', '\n'),
      maxLength: 6,
    });
    const word = text.filter((t) => t.trim() !== '');
    const negated = fc.boolean();
    const filters: fc.Arbitrary<LogFilter> = fc.record({
      terms: fc.array(fc.record({ text: word, kind: fc.constant('word' as const), negated }), { maxLength: 4 }),
      severities: fc.subarray([...SEVERITIES]),
      sources: fc.array(fc.record({ patterns: fc.array(fc.array(text, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }), negated }), {
        maxLength: 3,
      }),
    });
    fc.assert(
      fc.property(filters, (filter) => {
        const printed = printFilter(filter);
        expect(printFilter(parseFilter({ query: printed }, { strict: true }))).toBe(printed);
        expect(parseFilter({ query: printed }).terms).toEqual(filter.terms);
      }),
      { numRuns: 500 },
    );
  });
});

const scope = LogScope.of({ kind: 'key', tenant: mintTenantId('t') });

describe('compileToSql', () => {
  it('binds every value', () => {
    const { sql, params } = compileToSql(scope.narrow(parseFilter({ query: `o'hara 100% Time*`, severity: ['error'], source: ["x'y"] })));
    expect(sql).not.toContain("'");
    expect(params).toMatchObject({ like0: "%o'hara%", like1: '%100\\%%', like2: '%time%', source0: ["x'y"], tenant: 't' });
    expect(sql).toContain('severity BETWEEN 17 AND 20');
  });

  it('asks for no end of a word where the script has none', () => {
    expect(compileToSql(scope.narrow(parseFilter({ query: '失败' })))).toEqual({
      sql: 'tenant = {tenant:String} AND lowerUTF8(message) LIKE {like0:String}',
      params: { tenant: 't', like0: '%失败%' },
    });
  });

  it('asks the words index for a plain word', () => {
    expect(compileToSql(scope.narrow(parseFilter({ query: 'Timeout' })))).toEqual({
      sql: 'tenant = {tenant:String} AND hasAllTokens(lowerUTF8(message), {word0:String})',
      params: { tenant: 't', word0: 'timeout' },
    });
  });
});

describe('time range', () => {
  const NOW = Date.UTC(2026, 10, 21, 9);

  it.each([
    ['now', NOW],
    ['now-15m', NOW - 900_000],
    ['now-2d', NOW - 172_800_000],
    [String(NOW), NOW],
    ['2026-11-21T10:00:00+01:00', NOW],
    ['2026-11-21T10:00:00 01:00', NOW],
  ])('reads %s', (text, expected) => expect(parseTimeBound(text, 'from', NOW)).toBe(expected));

  it('names the parameter that is wrong', () => {
    expect(() => parseTimeRange('later', undefined, NOW)).toThrow(expect.objectContaining({ code: 'invalid_query', details: { field: 'from' } }));
    expect(() => parseTimeRange('now', 'now-1h', NOW)).toThrow(/before/);
  });

  it('draws bounds in to the time that logs can have', () => {
    expect(parseTimeRange('0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', NOW)).toEqual({ fromMs: 0, toMs: Date.UTC(2100, 0) });
    expect(parseTimeRange('now-999999w', '999999999999999', NOW)).toEqual({ fromMs: 0, toMs: Date.UTC(2100, 0) });
  });

  it('chooses widths that people read, and bounds the number of buckets', () => {
    expect(bucketWidthSeconds({ fromMs: NOW - 900_000, toMs: NOW })).toBe(15);
    expect(bucketWidthSeconds({ fromMs: NOW - 86_400_000, toMs: NOW })).toBe(1800);
    expect(() => parseInterval('1s', { fromMs: NOW - 900_000, toMs: NOW })).toThrow(/120 buckets/);
    expect(bucketWidthSeconds({ fromMs: 0, toMs: NOW }) % 86_400).toBe(0);
    expect(() => parseInterval('9999999w', { fromMs: 0, toMs: 1 })).toThrow(/366d/);
    expect(() => parseInterval('soon', { fromMs: 0, toMs: 1 })).toThrow(/interval/);
  });
});
