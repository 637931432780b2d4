import { SEVERITIES, type Severity } from '../log-record.js';
import type { SourceClause, SourcePattern } from './log-filter.js';
import { failQuery, unescapePhrase, type QueryScanner } from './query-scanner.js';

/** Most values of one field. */
export const VALUES_MAX = 200;

const FIELD = /(-?)(source|severity)(:|>=|<=|>|<)/iy;
const OR = /\s+OR\s+/y;
const PHRASE = /"((?:[^"\\]|\\.)*)"/sy;
const PLAIN = /[^\s"()*]+/y;

/** A field of a query: which sources, or which severities. */
export type Field = { field: 'source'; clause: SourceClause } | { field: 'severity'; severities: readonly Severity[] };

/** True when a bare text would be read as a field, so that it needs quotes to be a word. */
export const looksLikeField = (text: string): boolean => /^-?(?:source|severity)(?::|>=|<=|>|<)/i.test(text);

/** Reads a severity's name, in any case. @throws AppError invalid_query */
export function readSeverity(word: string): Severity {
  const severity = SEVERITIES.find((known) => known === word.toLowerCase());
  return severity ?? failQuery(`Unknown severity "${word.slice(0, 40)}". Use ${SEVERITIES.join(', ')}.`, { field: 'severity' });
}

/** Reads `source:pay*`, `-source:(a OR "b c")`, `severity:error` or `severity>=warn` when one begins here. @throws AppError invalid_query */
export function takeField(scanner: QueryScanner): Field | undefined {
  const start = scanner.position;
  const head = scanner.take(FIELD);
  if (!head) return undefined;
  const field = head[2]?.toLowerCase() === 'source' ? 'source' : 'severity';
  const operator = head[3] ?? ':';
  const negated = head[1] === '-';
  const patterns = takeValues(scanner, field);
  if (field === 'source') {
    if (operator !== ':') scanner.fail('A source has no order: write source:name.', start);
    return { field, clause: { patterns, negated } };
  }
  const chosen = severitiesOf(patterns, operator, scanner, start);
  return { field, severities: SEVERITIES.filter((severity) => chosen.includes(severity) !== negated) };
}

function severitiesOf(patterns: readonly SourcePattern[], operator: string, scanner: QueryScanner, start: number): readonly Severity[] {
  const named = patterns.map((pattern) => readSeverity(pattern.join('*')));
  const [first, second] = named;
  if (operator === ':' || first === undefined) return named;
  if (second !== undefined) scanner.fail(`severity${operator} takes one severity.`, start);
  const at = SEVERITIES.indexOf(first);
  if (operator === '>=') return SEVERITIES.slice(at);
  if (operator === '>') return SEVERITIES.slice(at + 1);
  return operator === '<=' ? SEVERITIES.slice(0, at + 1) : SEVERITIES.slice(0, at);
}

function takeValues(scanner: QueryScanner, field: string): SourcePattern[] {
  if (!scanner.take(/\(\s*/y)) return [takeValue(scanner, field)];
  const values = [takeValue(scanner, field)];
  while (scanner.take(OR)) values.push(takeValue(scanner, field));
  if (!scanner.take(/\s*\)/y)) scanner.fail(`The list of ${field} is not right here: write ${field}:(a OR b).`);
  endOfValue(scanner, field);
  if (values.length > VALUES_MAX) failQuery(`${field} has ${values.length} values; the limit is ${VALUES_MAX}.`, { field: 'query', limit: VALUES_MAX });
  return values;
}

/** A value: plain text, phrases and stars that touch each other. */
function takeValue(scanner: QueryScanner, field: string): SourcePattern {
  const start = scanner.position;
  const parts = [''];
  for (;;) {
    const phrase = scanner.take(PHRASE);
    const plain = phrase ? undefined : scanner.take(PLAIN);
    if (phrase || plain) parts.push(`${parts.pop() ?? ''}${phrase ? unescapePhrase(phrase[1] ?? '') : (plain?.[0] ?? '')}`);
    else if (scanner.take(/\*+/y)) parts.push('');
    else break;
  }
  if (scanner.position === start) scanner.fail(`"${field}" needs a value here. To find the word itself, put it in quotes.`);
  endOfValue(scanner, field);
  return parts;
}

function endOfValue(scanner: QueryScanner, field: string): void {
  if (!scanner.take(/(?=[\s)]|$)/y)) scanner.fail(`A value of ${field} ends with a space. Put it in quotes when it holds quotes or brackets.`);
}
