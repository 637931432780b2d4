import { SEVERITIES, type Severity } from '../log-record.js';

/** Which ends of a term must be ends of a word: both, the first (`time*`), the last (`*time`), none (`*time*`). */
export type TermKind = 'word' | 'prefix' | 'suffix' | 'part';

/** A term of the search box: a whole word or phrase of the message in any case, or a part of one. */
export interface Term {
  text: string;
  kind: TermKind;
  negated: boolean;
}

/** A source, case and all: the texts between the stars. `['api']` is exactly api, `['pay', '']` is pay*. */
export type SourcePattern = readonly string[];

/** The source is one of these, or (negated) none of them. */
export interface SourceClause {
  /** At least one. */
  patterns: readonly SourcePattern[];
  negated: boolean;
}

/** What a search, a live tail and a limit ask for; all of it must hold. Time is not part of it. */
export interface LogFilter {
  terms: readonly Term[];
  /** One of these, in their order: all six do not limit, none finds nothing. */
  severities: readonly Severity[];
  sources: readonly SourceClause[];
}

/** The raw inputs of a filter, as a URL or a socket event carries them. */
export interface FilterInput {
  query?: string | undefined;
  severity?: readonly string[] | undefined;
  source?: readonly string[] | undefined;
}

/** The filter that every log passes. */
export const EVERYTHING: LogFilter = { terms: [], severities: SEVERITIES, sources: [] };

/** The filter that wants both. */
export function andFilters(a: LogFilter, b: LogFilter): LogFilter {
  return {
    terms: [...a.terms, ...b.terms],
    severities: SEVERITIES.filter((severity) => a.severities.includes(severity) && b.severities.includes(severity)),
    sources: [...a.sources, ...b.sources],
  };
}
