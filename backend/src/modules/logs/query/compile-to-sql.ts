import { SEVERITIES, severityRange } from '../log-record.js';
import type { ScopedFilter } from '../log-scope.js';
import type { LogFilter, SourceClause, SourcePattern, Term } from './log-filter.js';
import { beginsLikeWord, endsLikeWord } from './word-ends.js';

/** A condition and the values it binds. */
export interface SqlCondition {
  /** One expression without surrounding AND; it names the tenant. */
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
export function compileToSql(filter: ScopedFilter): SqlCondition {
  const { sql, params } = compileToCountsSql(filter);
  return { sql: [sql, ...filter.terms.map((term, index) => compileTerm(term, index, params))].join(' AND '), params };
}

/** The part of a filter that the per-minute counts can answer: tenant, severities and sources, but no words. */
export function compileToCountsSql(filter: ScopedFilter): SqlCondition {
  const params: Record<string, unknown> = { tenant: filter.tenant };
  const sources = filter.sources.map((clause, index) => compileSource(clause, `source${index}`, params));
  return { sql: ['tenant = {tenant:String}', ...compileSeverities(filter), ...sources].join(' AND '), params };
}

function compileSeverities({ severities }: LogFilter): string[] {
  if (severities.length === SEVERITIES.length) return [];
  const ranges = severities.map(severityRange).map(([low, high]) => `severity BETWEEN ${low} AND ${high}`);
  return [ranges.length === 0 ? '0' : `(${ranges.join(' OR ')})`];
}

function compileSource({ patterns, negated }: SourceClause, name: string, params: Record<string, unknown>): string {
  const exact = patterns.filter((pattern) => pattern.length === 1).map(([text]) => text);
  const parts = exact.length > 0 ? [`source IN {${name}:Array(String)}`] : [];
  if (exact.length > 0) params[name] = exact;
  for (const [index, pattern] of patterns.filter((p) => p.length > 1).entries()) {
    params[`${name}like${index}`] = likeOf(pattern);
    parts.push(`source LIKE {${name}like${index}:String}`);
  }
  return `${negated ? 'NOT ' : ''}(${parts.join(' OR ')})`;
}

const likeOf = (pattern: SourcePattern): string => pattern.map(escapeLike).join('%');
