/** One word, phrase or prefix of the query, as it was typed. */
export interface Term {
  /** As typed: `-health`, `"connection reset"`, `time*`. */
  raw: string;
  negated: boolean;
  /** What is looked for, without quotes, star and minus. */
  text: string;
  prefix: boolean;
}

const TERM = /-?"(?:[^"\\]|\\.)*"?|\S+/g;

/** Splits a query at white space outside quotes. An open quote reaches to the end. */
export function splitTerms(query: string): Term[] {
  return (query.match(TERM) ?? []).flatMap((raw) => {
    const negated = raw.length > 1 && raw.startsWith('-');
    const body = negated ? raw.slice(1) : raw;
    if (body.startsWith('"')) {
      const text = body.slice(1).replace(/"$/, '').replace(/\\(.)/g, '$1');
      return text ? [{ raw, negated, text, prefix: false }] : [];
    }
    const prefix = body.length > 1 && body.endsWith('*');
    return [{ raw, negated, text: prefix ? body.slice(0, -1) : body, prefix }];
  });
}

/** The query without its n-th term. */
export function withoutTerm(query: string, index: number): string {
  return splitTerms(query)
    .filter((_, at) => at !== index)
    .map((term) => term.raw)
    .join(' ');
}

/** One pattern that finds all words that a match must contain; undefined when there are none. For marking, not for matching. */
export function highlightPattern(query: string): RegExp | undefined {
  const texts = splitTerms(query)
    .filter((term) => !term.negated && term.text.length > 0)
    .slice(0, 16)
    .map((term) => term.text.slice(0, 128).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return texts.length > 0 ? new RegExp(`(${texts.join('|')})`, 'giu') : undefined;
}
