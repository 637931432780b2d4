import type { LogFilter, Term, TermKind } from './log-filter.js';

const BARE = /^[^\s"\\*:()[\]{}/-][^\s"\\*:()[\]{}]*$/;

function printText(text: string): string {
  return BARE.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

const PRINT: Record<TermKind, (text: string) => string> = {
  word: printText,
  prefix: (text) => `${text}*`,
  suffix: (text) => `*${text}`,
  part: (text) => `*${text}*`,
};

function printTerm(term: Term): string {
  const text = PRINT[term.kind](term.text);
  return term.negated ? `-${text}` : text;
}

function printField(field: string, values: readonly string[]): string[] {
  if (values.length === 0) return [];
  const printed = values.map(printText);
  return [printed.length === 1 ? `${field}:${printed[0] ?? ''}` : `${field}:(${printed.join(' OR ')})`];
}

/** The one way to write a filter: equal filters print equal text. Empty when nothing is filtered. */
export function printFilter(filter: LogFilter): string {
  const sources = [...filter.sources].sort();
  return [...filter.terms.map(printTerm), ...printField('severity', filter.severities), ...printField('source', sources)].join(' ');
}
