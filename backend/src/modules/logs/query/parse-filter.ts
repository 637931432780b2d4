import { SEVERITIES, type Severity } from '../log-record.js';
import { andFilters, EVERYTHING, type FilterInput, type LogFilter, type SourceClause, type Term, type TermKind } from './log-filter.js';
import { readSeverity, takeField, VALUES_MAX } from './parse-field.js';
import { isPlainWord } from './print-filter.js';
import { failQuery, QueryScanner, unescapePhrase } from './query-scanner.js';

/** Limits of one filter. */
export const QUERY_LENGTH_MAX = 4096;
export const TERMS_MAX = 50;

/** `-` optional, then a quoted phrase or a run without white space. */
const TERM = /(-?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/gsy;

export interface ParseOptions {
  /**
   * For texts that decide what somebody may see: what the search box would take for an odd word (`-latency>5`, `NOT x`, `-*`,
   * a field that there is not) is an error.
   */
  strict?: boolean;
}

/** A run without white space: a star at an end opens that end; stars alone ask for nothing. */
function parseBare(bare: string): { text: string; kind: TermKind } {
  if (/^\*+$/.test(bare)) return { text: '', kind: 'word' };
  const [opensLeft, opensRight] = [bare.startsWith('*'), bare.endsWith('*')];
  const text = bare.slice(opensLeft ? 1 : 0, opensRight ? -1 : undefined);
  if (opensLeft) return { text, kind: opensRight ? 'part' : 'suffix' };
  return { text, kind: opensRight ? 'prefix' : 'word' };
}

/** Reads a word, a phrase or the beginning of a word; undefined for what asks for nothing, such as `*`. */
function takeTerm(scanner: QueryScanner, strict: boolean): Term | undefined {
  const { position } = scanner;
  const match = scanner.take(TERM);
  const [whole = '', minus, phrase, bare = ''] = match ?? [];
  if (phrase === undefined && bare.startsWith('"')) scanner.fail('A phrase needs a closing quote (").', position);
  const { text, kind } = phrase === undefined ? parseBare(bare) : { text: unescapePhrase(phrase), kind: 'word' as const };
  const isNothing = text.trim() === '';
  if (strict && whole !== '*' && (isNothing || (phrase === undefined && !isPlainWord(text)))) {
    scanner.fail(`"${whole.slice(0, 40)}" is not understood here. Use source, severity and words; put a word in quotes to take it as it is.`, position);
  }
  return isNothing ? undefined : { text, kind, negated: minus === '-' };
}

function parseQuery(query: string, strict: boolean): LogFilter {
  if (query.length > QUERY_LENGTH_MAX) failQuery(`The query is longer than ${QUERY_LENGTH_MAX} characters.`, { field: 'query', limit: QUERY_LENGTH_MAX });
  const scanner = new QueryScanner(query);
  const terms: Term[] = [];
  const sources: SourceClause[] = [];
  let severities: readonly Severity[] = SEVERITIES;
  for (scanner.skipSpace(); !scanner.atEnd; scanner.skipSpace()) {
    const field = takeField(scanner);
    if (field?.field === 'source') sources.push(field.clause);
    else if (field) severities = severities.filter((severity) => field.severities.includes(severity));
    else {
      const term = takeTerm(scanner, strict);
      if (term) terms.push(term);
    }
  }
  const parts = terms.length + sources.length;
  if (parts > TERMS_MAX) failQuery(`The query has ${parts} words; the limit is ${TERMS_MAX}.`, { field: 'query', limit: TERMS_MAX });
  return { terms, severities, sources };
}

function parseSeverities(values: readonly string[]): readonly Severity[] {
  const words = values
    .flatMap((value) => value.split(','))
    .map((word) => word.trim())
    .filter(Boolean);
  if (words.length === 0) return SEVERITIES;
  const chosen = new Set(words.map(readSeverity));
  return SEVERITIES.filter((severity) => chosen.has(severity));
}

function parseSources(values: readonly string[]): SourceClause[] {
  const names = [...new Set(values.filter(Boolean))];
  if (names.length > VALUES_MAX) failQuery(`${names.length} sources are chosen; the limit is ${VALUES_MAX}.`, { field: 'source', limit: VALUES_MAX });
  return names.length === 0 ? [] : [{ patterns: names.map((name) => [name]), negated: false }];
}

/**
 * Reads a filter. The query holds words and "phrases" that must all be in the message (any case), `time*`, `*time` and `*time*` for parts of words, `source:pay*`, `source:(a OR b)`, `severity:error`, `severity>=warn`; `-` before any of them for its contrary. Severities
 * and sources that are given beside it limit further; names of those sources are taken as they are, stars and all.
 * @throws AppError invalid_query with the field, and the position in the query
 */
export function parseFilter(input: FilterInput, { strict = false }: ParseOptions = {}): LogFilter {
  const chosen = { ...EVERYTHING, severities: parseSeverities(input.severity ?? []), sources: parseSources(input.source ?? []) };
  return andFilters(parseQuery(input.query ?? '', strict), chosen);
}
