import { severityRange } from '../log-record.js';
import type { LogFilter, Term } from './log-filter.js';
import { beginsLikeWord, endsLikeWord } from './word-ends.js';

/** A condition and the values it binds. */
export interface SqlCondition {
  /** One expression without surrounding AND; `1` when nothing limits. */
  sql: string;
  params: Record<string, unknown>;
}

const ASCII_SEPARATOR = '[\\x00-/:-@\\[-`{-\\x7f]';

const escapeLike = (text: string): string => text.replace(/[%_\\]/g, '\\$&');
const escapeRe2 = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** One whole token of the words index: found by the index alone. */
const ONE_TOKEN = /^[0-9A-Za-z\u0080-\uffff]+$/;

interface Bounds {
  left: boolean;
  right: boolean;
}

function boundsOf(term: Term, folded: string): Bounds {
  return {
    left: (term.kind === 'word' || term.kind === 'prefix') && beginsLikeWord(folded),
    right: (term.kind === 'word' || term.kind === 'suffix') && endsLikeWord(folded),
  };
}

/** RE2 of a lower-case term: a bounded end must not touch another character of a word. */
function boundedPattern(folded: string, { left, right }: Bounds): string {
  return `(?s)${left ? `(?:^|${ASCII_SEPARATOR})` : ''}${escapeRe2(folded)}${right ? `(?:$|${ASCII_SEPARATOR})` : ''}`;
}

function compileTerm(term: Term, index: number, params: Record<string, unknown>): string {
  const folded = term.text.toLowerCase();
  let sql: string;
  const bounds = boundsOf(term, folded);
  if (bounds.left && bounds.right && ONE_TOKEN.test(folded)) {
    params[`word${index}`] = folded;
    sql = `hasAllTokens(lowerUTF8(message), {word${index}:String})`;
  } else {
    // LIKE is answered from the words index first; the pattern re-checks the ends of the words.
    params[`like${index}`] = `%${escapeLike(folded)}%`;
    sql = `lowerUTF8(message) LIKE {like${index}:String}`;
    if (bounds.left || bounds.right) {
      params[`pattern${index}`] = boundedPattern(folded, bounds);
      sql = `(${sql} AND match(lowerUTF8(message), {pattern${index}:String}))`;
    }
  }
  return term.negated ? `NOT ${sql}` : sql;
}

/** Compiles a filter to a condition over the table `logs`. Every value is bound; it agrees with compileToPredicate. */
export function compileToSql(filter: LogFilter): SqlCondition {
  const params: Record<string, unknown> = {};
  const parts = filter.terms.map((term, index) => compileTerm(term, index, params));
  parts.push(...compileRollupConditions(filter, params));
  return { sql: parts.length === 0 ? '1' : parts.join(' AND '), params };
}

/** The part of a filter that the per-minute counts can answer: severities and sources. */
export function compileRollupConditions(filter: LogFilter, params: Record<string, unknown>): string[] {
  const parts: string[] = [];
  if (filter.severities.length > 0) {
    parts.push(
      `(${filter.severities
        .map((s) => severityRange(s))
        .map(([low, high]) => `severity BETWEEN ${low} AND ${high}`)
        .join(' OR ')})`,
    );
  }
  if (filter.sources.length > 0) {
    params['sources'] = filter.sources;
    parts.push('source IN {sources:Array(String)}');
  }
  return parts;
}
