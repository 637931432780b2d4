import { AppError } from '../../../platform/errors/app-error.js';
import { SEVERITIES, type Severity } from '../log-record.js';
import type { FilterInput, LogFilter, Term, TermKind } from './log-filter.js';

/** Limits of one filter. */
export const QUERY_LENGTH_MAX = 4096;
export const TERMS_MAX = 50;
const SOURCES_MAX = 200;

/** `-` optional, then a quoted phrase or a run without white space. */
const TERM = /(-?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/gy;

function fail(message: string, details: Record<string, unknown>): never {
  throw new AppError('invalid_query', message, { details });
}

/** A run without white space: a star at an end opens that end; stars alone ask for nothing. */
function parseBare(bare: string): { text: string; kind: TermKind } {
  if (/^\*+$/.test(bare)) return { text: '', kind: 'word' };
  const [opensLeft, opensRight] = [bare.startsWith('*'), bare.endsWith('*')];
  const text = bare.slice(opensLeft ? 1 : 0, opensRight ? -1 : undefined);
  if (opensLeft) return { text, kind: opensRight ? 'part' : 'suffix' };
  return { text, kind: opensRight ? 'prefix' : 'word' };
}

function parseTerms(query: string): Term[] {
  if (query.length > QUERY_LENGTH_MAX) fail(`The query is longer than ${QUERY_LENGTH_MAX} characters.`, { field: 'query', limit: QUERY_LENGTH_MAX });
  const terms: Term[] = [];
  let position = 0;
  while (position < query.length) {
    const space = /\s*/y;
    space.lastIndex = position;
    position += space.exec(query)?.[0].length ?? 0;
    if (position >= query.length) break;
    TERM.lastIndex = position;
    const match = TERM.exec(query);
    if (!match) break;
    const [whole, minus, phrase, bare] = match;
    if (phrase === undefined && bare?.startsWith('"')) fail('A phrase needs a closing quote (").', { field: 'query', position });
    position += whole.length;
    const { text, kind } = phrase === undefined ? parseBare(bare ?? '') : { text: phrase.replace(/\\(.)/gs, '$1'), kind: 'word' as const };
    if (text.trim() === '') continue;
    terms.push({ text, kind, negated: minus === '-' });
  }
  if (terms.length > TERMS_MAX) fail(`The query has ${terms.length} words; the limit is ${TERMS_MAX}.`, { field: 'query', limit: TERMS_MAX });
  return terms;
}

const isSeverity = (word: string): word is Severity => (SEVERITIES as readonly string[]).includes(word);

function parseSeverities(values: readonly string[]): Severity[] {
  const words = values
    .flatMap((value) => value.split(','))
    .map((word) => word.trim().toLowerCase())
    .filter(Boolean);
  const chosen = new Set<Severity>();
  for (const word of words) {
    if (!isSeverity(word)) fail(`Unknown severity "${word.slice(0, 40)}". Use ${SEVERITIES.join(', ')}.`, { field: 'severity' });
    chosen.add(word);
  }
  return SEVERITIES.filter((severity) => chosen.has(severity));
}

/**
 * Reads a filter: words and "phrases" that must all be in the message (any case), `time*`, `*time` and `*time*` for parts of
 * words, `-word` for absence; severities; sources.
 * @throws AppError invalid_query with the field, and the position in the query
 */
export function parseFilter(input: FilterInput): LogFilter {
  const sources = [...new Set((input.source ?? []).filter(Boolean))];
  if (sources.length > SOURCES_MAX) fail(`${sources.length} sources are chosen; the limit is ${SOURCES_MAX}.`, { field: 'source', limit: SOURCES_MAX });
  return { terms: parseTerms(input.query ?? ''), severities: parseSeverities(input.severity ?? []), sources };
}
