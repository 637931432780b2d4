import { SEVERITIES, type LogRecord } from '../log-record.js';
import type { LogFilter, Term } from './log-filter.js';
import { beginsLikeWord, endsLikeWord } from './word-ends.js';

/** Folds a message or a term so that case does not matter; the same as the store's lowerUTF8. */
export const foldCase = (text: string): string => text.toLowerCase();

/** A filter compiled for logs in memory. It agrees with compileToSql on every record. */
export interface LogPredicate {
  /** False when the message plays no part, so that a caller need not fold it. */
  readonly readsMessage: boolean;
  /** Whether the message satisfies every term; the caller gives it folded, once for all filters. */
  testMessage(foldedMessage: string): boolean;
  /** Whether severity and source are asked for. */
  testFields(record: Pick<LogRecord, 'severity' | 'source'>): boolean;
  /** Both of them. */
  test(record: LogRecord): boolean;
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

/** Compiles a filter for records in memory: every term must hold, and any of the severities and of the sources. */
export function compileToPredicate(filter: LogFilter): LogPredicate {
  const terms = filter.terms.map(compileTerm);
  const levels = new Set<number>(filter.severities.map((severity) => SEVERITIES.indexOf(severity)));
  const sources = new Set(filter.sources);
  const testMessage = (message: string): boolean => {
    for (const term of terms) if (!term(message)) return false;
    return true;
  };
  const testFields = (record: Pick<LogRecord, 'severity' | 'source'>): boolean =>
    (levels.size === 0 || levels.has((record.severity - 1) >> 2)) && (sources.size === 0 || sources.has(record.source));
  return {
    readsMessage: terms.length > 0,
    testMessage,
    testFields,
    test: (record) => testFields(record) && (terms.length === 0 || testMessage(foldCase(record.message))),
  };
}
