import type { Severity } from '../log-record.js';

/** Which ends of a term must be ends of a word: both, the first (`time*`), the last (`*time`), none (`*time*`). */
export type TermKind = 'word' | 'prefix' | 'suffix' | 'part';

/** A term of the search box: a whole word or phrase of the message in any case, or a part of one. */
export interface Term {
  text: string;
  kind: TermKind;
  negated: boolean;
}

/** What a search and a live tail ask for. Empty lists do not limit. Time is not part of it. */
export interface LogFilter {
  terms: readonly Term[];
  severities: readonly Severity[];
  sources: readonly string[];
}

/** The raw inputs of a filter, as a URL or a socket event carries them. */
export interface FilterInput {
  query?: string | undefined;
  severity?: readonly string[] | undefined;
  source?: readonly string[] | undefined;
}
