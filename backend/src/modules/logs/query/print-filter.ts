import { SEVERITIES } from '../log-record.js';
import type { LogFilter, SourceClause, SourcePattern, Term, TermKind } from './log-filter.js';
import { looksLikeField } from './parse-field.js';

const BARE = /^[^\s"\\*:()[\]{}<>=!/-][^\s"\\*:()[\]{}<>=!]*$/;
const OPERATOR = /^(?:AND|OR|NOT)$/;

/** True for a text that means a word, whoever reads it: no operator, no field, no punctuation that could mean something. */
export const isPlainWord = (text: string): boolean => BARE.test(text) && !OPERATOR.test(text);

const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

const PRINT: Record<TermKind, (text: string) => string> = {
  word: (text) => (isPlainWord(text) && !looksLikeField(text) ? text : quote(text)),
  prefix: (text) => `${text}*`,
  suffix: (text) => `*${text}`,
  part: (text) => `*${text}*`,
};

function printTerm(term: Term): string {
  const text = PRINT[term.kind](term.text);
  return term.negated ? `-${text}` : text;
}

/** Without the stars that say nothing: `a**b` is `a*b`. */
function collapse(pattern: SourcePattern): SourcePattern {
  return pattern.filter((part, index) => part !== '' || index === 0 || index === pattern.length - 1);
}

function printPattern(pattern: SourcePattern): string {
  const parts = pattern.map((part) => (part === '' || isPlainWord(part) ? part : quote(part)));
  return parts.length === 1 && parts[0] === '' ? '""' : parts.join('*');
}

function printList(field: string, values: readonly string[]): string {
  return values.length === 1 ? `${field}:${values[0] ?? ''}` : `${field}:(${values.join(' OR ')})`;
}

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

function printSource({ patterns, negated }: SourceClause): string {
  const byText = new Map(patterns.map(collapse).map((pattern) => [printPattern(pattern), pattern.join('*')]));
  const printed = [...byText].sort(([a, textA], [b, textB]) => compare(textA, textB) || compare(a, b));
  return `${negated ? '-' : ''}${printList(
    'source',
    printed.map(([text]) => text),
  )}`;
}

function printSeverities({ severities }: LogFilter): string[] {
  if (severities.length === SEVERITIES.length) return [];
  return [severities.length === 0 ? `-${printList('severity', SEVERITIES)}` : printList('severity', severities)];
}

/** The one way to write a filter: equal filters print equal text, which reads back as the same. Empty when nothing is filtered. */
export function printFilter(filter: LogFilter): string {
  const sources = [...new Set(filter.sources.map(printSource))].sort();
  return [...filter.terms.map(printTerm), ...printSeverities(filter), ...sources].join(' ');
}
