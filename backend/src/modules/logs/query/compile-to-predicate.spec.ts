import fc from 'fast-check';
import { mintTenantId } from '../../../platform/tenancy/tenant.js';
import type { LogRecord } from '../log-record.js';
import { compileToPredicate, foldCase } from './compile-to-predicate.js';
import { LogScope } from '../log-scope.js';
import { EVERYTHING, type LogFilter, type Term } from './log-filter.js';
import { parseFilter } from './parse-filter.js';
import { beginsLikeWord, endsLikeWord } from './word-ends.js';

const scope = LogScope.of({ kind: 'key', tenant: mintTenantId('t') });
const filter = (overrides: Partial<LogFilter> = {}) => scope.narrow({ ...EVERYTHING, ...overrides });
const term = (text: string, overrides: Partial<Term> = {}): Term => ({ text, kind: 'word', negated: false, ...overrides });
const record = (message: string, overrides: Partial<LogRecord> = {}): LogRecord => ({
  observedAtMs: 1,
  seq: 0,
  timestampMs: 1,
  timestampNs: 0,
  source: 'api',
  host: '',
  environment: '',
  severity: 9,
  message,
  eventType: '',
  userId: '',
  traceId: '',
  spanId: '',
  metadata: {},
  metadataRest: '',
  patternId: '',
  ingest: 'http',
  ...overrides,
});
const matches = (message: string, ...terms: Term[]) => compileToPredicate(filter({ terms })).test(record(message));

describe('words', () => {
  it.each([
    ['Payment TIMEOUT', 'timeout', true],
    ['timeouts', 'timeout', false],
    ['xtimeout timeout', 'timeout', true],
    ['a_timeout-b', 'timeout', true],
    ['timeout', 'timeout', true],
    ['connection reset by peer', 'connection reset', true],
    ['connection  reset', 'connection reset', false],
    ['disconnection reset', 'connection reset', false],
    ['GET /health 200', '/health', true],
    ['GET x/healthy', '/health', false],
    ['x/health', '/health', true],
    ['load 100%', '100%', true],
    ['load 2100%', '100%', false],
    ['load 100%full', '100%', true],
    ['aaa', 'aa', false],
    ['aa a', 'aa a', true],
  ])('%j and the word %j: %s', (message, text, expected) => expect(matches(message, term(text))).toBe(expected));

  it.each([
    ['Größe überschritten', 'grösse', false],
    ['Größe ÜBERSCHRITTEN', 'überschritten', true],
    ['xÜber', 'über', false],
    ['über', 'ber', false],
    ['ΟΔΟΣ', 'οδος', true],
    ['ошибка Соединения', 'соединения', true],
    ['İstanbul', 'i̇stanbul', true],
    ['\u212Aelvin', 'kelvin', true],
    ['支付失败', '失败', true],
    ['支払いが失敗しました', '支払い', true],
    ['결제실패', '실패', true],
    ['サーバーエラー', 'サーバー', true],
    ['ชำระเงินล้มเหลว', 'เงิน', true],
    ['a失败b', 'a失败', true],
    ['xa失败b', 'a失败', false],
    ['deploy🚀🚀done', '🚀', true],
    ['⚠️disk', '⚠️', true],
    ['“so”', '“so”', true],
    ['支付 失败', '失败', true],
    ['ok😀', 'ok', false],
    ['𐐀x', '𐐨x', true],
  ])('Unicode: %j and the word %j: %s', (message, text, expected) => expect(matches(message, term(text))).toBe(expected));

  it('asks a prefix for no end of a word', () => {
    expect(matches('timeouts', term('time', { kind: 'prefix' }))).toBe(true);
    expect(matches('overtime', term('time', { kind: 'prefix' }))).toBe(false);
  });

  it('asks a suffix for no beginning of a word, and a part for neither', () => {
    const kinds = ['word', 'prefix', 'suffix', 'part'] as const;
    const found = (message: string) => kinds.filter((kind) => matches(message, term('time', { kind })));
    expect(found('overtime')).toEqual(['suffix', 'part']);
    expect(found('timeout')).toEqual(['prefix', 'part']);
    expect(found('overtimes')).toEqual(['part']);
    expect(found('time')).toEqual([...kinds]);
  });

  it('wants every term, and inverts negated ones', () => {
    expect(matches('a b c', term('a'), term('c'))).toBe(true);
    expect(matches('a b', term('a'), term('c'))).toBe(false);
    expect(matches('a b', term('a'), term('c', { negated: true }))).toBe(true);
    expect(matches('a c', term('a'), term('c', { negated: true }))).toBe(false);
  });

  it('agrees with the regular expression that the store is asked with', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'B', '0', ' ', '-', '_', '.', 'é', 'Σ', '😀', '\n'), maxLength: 12 });
    const SEPARATOR = '[\\x00-/:-@\\[-`{-\\x7f]';
    fc.assert(
      fc.property(
        text,
        text.filter((t) => t.trim() !== ''),
        fc.constantFrom('word' as const, 'prefix' as const),
        (message, wanted, kind) => {
          const folded = foldCase(wanted);
          const left = beginsLikeWord(folded) ? `(?:^|${SEPARATOR})` : '';
          const right = kind === 'word' && endsLikeWord(folded) ? `(?:$|${SEPARATOR})` : '';
          const pattern = new RegExp(`${left}${folded.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}${right}`, 's');
          expect(matches(message, term(wanted, { kind }))).toBe(pattern.test(foldCase(message)));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('fields', () => {
  it('takes any of the severities, by their four numbers', () => {
    const predicate = compileToPredicate(filter({ severities: ['error', 'warn'] }));
    expect([12, 13, 16, 17, 20, 21].map((severity) => predicate.test(record('', { severity })))).toEqual([false, true, true, true, true, false]);
  });

  it('takes any of the sources, case and all', () => {
    const predicate = compileToPredicate(scope.narrow(parseFilter({ source: ['api', 'web'] })));
    expect(['api', 'web', 'API', ''].map((source) => predicate.test(record('', { source })))).toEqual([true, true, false, false]);
  });

  it.each([
    ['source:pay*', ['pay', 'payments'], ['Pay', 'xpay', '']],
    ['source:*pay', ['pay', 'xpay'], ['payx']],
    ['source:a*b*c', ['abc', 'a1b2c', 'abbc', 'abcbc'], ['ab', 'ac', 'acb', 'abcd']],
    ['source:aa*aa', ['aaaa', 'aaxaa'], ['aa', 'aaa']],
    ['source:*', ['', 'a'], []],
    ['source:"a*"', ['a*'], ['ab']],
    ['source:"a "*', ['a b'], ['ab']],
    ['source:(x OR pay*)', ['x', 'pay'], ['xy']],
    ['-source:(x OR pay*)', ['xy', ''], ['x', 'pay']],
    ['source:a* -source:ab', ['a', 'abc'], ['ab', 'b']],
  ])('%s takes %j and not %j', (query, taken, left) => {
    const predicate = compileToPredicate(scope.narrow(parseFilter({ query })));
    const names = [...taken, ...left];
    expect(names.filter((source) => predicate.test(record('', { source })))).toEqual(taken);
    expect(predicate.readsSource).toBe(true);
  });

  it('takes everything without limits, and need not read the message then', () => {
    const predicate = compileToPredicate(filter());
    expect(predicate.test(record(''))).toBe(true);
    expect(predicate.readsMessage).toBe(false);
    expect(compileToPredicate(filter({ terms: [term('a')] })).readsMessage).toBe(true);
  });
});
