import { SEVERITIES, type LogRecord } from '../log-record.js';
import type { ScopedFilter } from '../log-scope.js';
import type { SourceClause, SourcePattern, Term } from './log-filter.js';
import { beginsLikeWord, endsLikeWord } from './word-ends.js';

/** Folds a message or a term so that case does not matter; the same as the store's lowerUTF8. */
export const foldCase = (text: string): string => text.toLowerCase();

/** A filter compiled for logs of its tenant in memory. It agrees with compileToSql on every record. */
export interface LogPredicate {
  /** False when the message plays no part, so that a caller need not fold it. */
  readonly readsMessage: boolean;
  /** False when the source plays no part. */
  readonly readsSource: boolean;
  /** Whether the message satisfies every term; the caller gives it folded, once for all filters. */
  testMessage(foldedMessage: string): boolean;
  testSource(source: string): boolean;
  /** @param severity OpenTelemetry severity number, 1-24 */
  testSeverity(severity: number): boolean;
  /** All of them. */
  test(record: Pick<LogRecord, 'severity' | 'source' | 'message'>): boolean;
}

/** Beside a bounded end, ASCII letters and digits and everything beyond ASCII go on with the word, as in the words index. */
function isWordCode(code: number): boolean {
  return code >= 0x80 || (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a);
}

function compileTerm(term: Term): (message: string) => boolean {
  const text = foldCase(term.text);
  const leftBound = (term.kind === 'word' || term.kind === 'prefix') && beginsLikeWord(text);
  const rightBound = (term.kind === 'word' || term.kind === 'suffix') && endsLikeWord(text);
  const holds = (message: string): boolean => {
    for (let at = message.indexOf(text); at >= 0; at = message.indexOf(text, at + 1)) {
      const end = at + text.length;
      if (leftBound && at > 0 && isWordCode(message.charCodeAt(at - 1))) continue;
      if (rightBound && end < message.length && isWordCode(message.charCodeAt(end))) continue;
      return true;
    }
    return false;
  };
  return term.negated ? (message) => !holds(message) : holds;
}

/** The first and the last text lie at the ends, the others between them in their order. */
function compilePattern(pattern: SourcePattern): (source: string) => boolean {
  const [first = '', ...middle] = pattern;
  const last = middle.pop();
  if (last === undefined) return (source) => source === first;
  return (source) => {
    if (source.length < first.length + last.length || !source.startsWith(first) || !source.endsWith(last)) return false;
    const end = source.length - last.length;
    let at = first.length;
    for (const text of middle) {
      const found = source.indexOf(text, at);
      if (found < 0 || found + text.length > end) return false;
      at = found + text.length;
    }
    return true;
  };
}

function compileClause({ patterns, negated }: SourceClause): (source: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => pattern.length === 1).map(([text]) => text));
  const wild = patterns.filter((pattern) => pattern.length > 1).map(compilePattern);
  return (source) => (exact.has(source) || wild.some((matches) => matches(source))) !== negated;
}

/** Compiles a filter for records in memory: every term and every clause must hold. */
export function compileToPredicate(filter: ScopedFilter): LogPredicate {
  const terms = filter.terms.map(compileTerm);
  const clauses = filter.sources.map(compileClause);
  const levels = SEVERITIES.map((severity) => filter.severities.includes(severity));
  const testMessage = (message: string): boolean => {
    for (const term of terms) if (!term(message)) return false;
    return true;
  };
  const testSource = (source: string): boolean => {
    for (const clause of clauses) if (!clause(source)) return false;
    return true;
  };
  const testSeverity = (severity: number): boolean => levels[(severity - 1) >> 2] === true;
  return {
    readsMessage: terms.length > 0,
    readsSource: clauses.length > 0,
    testMessage,
    testSource,
    testSeverity,
    test: ({ severity, source, message }) => testSeverity(severity) && testSource(source) && (terms.length === 0 || testMessage(foldCase(message))),
  };
}
