/** What the bridge must know of a statement to run it; the engine alone understands it. */
export interface Statement {
  /** Without a `;` at the end. */
  text: string;
  /** `rows`: a SELECT; `answer`: another statement that only reads; `command`: everything else. */
  kind: 'rows' | 'answer' | 'command';
  /** Of a FORMAT clause at the top level. */
  format: string | undefined;
  /** Holds more than one statement. */
  several: boolean;
  /** Holds a subquery whose value is computed before the first row, which blocks whoever starts a stream. */
  scalarSubquery: boolean;
}

/** Head of an INSERT whose rows follow as bytes. */
export interface InsertHead {
  table: string;
  columns: string[] | undefined;
  format: string;
  /** Characters up to the first row. */
  length: number;
}

interface Token {
  /** Upper case for words; the sign itself for punctuation; '' for literals and quoted names. */
  word: string;
  start: number;
  end: number;
}

const TOKEN =
  /\s+|--[^\n]*|#[ !][^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`\\]|\\[\s\S]|``)*`|\$(\w*)\$[\s\S]*?\$\1\$|[\p{L}_][\p{L}\p{N}_]*|[\p{N}][\p{L}\p{N}_.]*|[\s\S]/uy;
const IS_SPACE = /^(?:\s|--|#[ !]|\/\*)/;
const IS_WORD = /^[\p{L}_]/u;
const IS_LITERAL = /^(?:['"`$]|\p{N})/u;

function tokens(sql: string): Token[] {
  const found: Token[] = [];
  for (const match of sql.matchAll(new RegExp(TOKEN, 'guy'))) {
    const [text] = match;
    if (IS_SPACE.test(text)) continue;
    const word = IS_WORD.test(text) ? text.toUpperCase() : IS_LITERAL.test(text) && text.length > 1 ? '' : text;
    found.push({ word, start: match.index, end: match.index + text.length });
  }
  return found;
}

const ANSWERS = new Set(['SHOW', 'DESCRIBE', 'DESC', 'EXISTS', 'EXPLAIN', 'CHECK']);

function kindOf(list: readonly Token[]): Statement['kind'] {
  const first = list.find((t) => t.word !== '(')?.word ?? '';
  if (first === 'WITH' && list.some((t) => t.word === 'INSERT')) return 'command';
  if (first === 'SELECT' || first === 'WITH' || first === 'FROM') return 'rows';
  return ANSWERS.has(first) ? 'answer' : 'command';
}

function hasScalarSubquery(list: readonly Token[]): boolean {
  return list.some((token, i) => {
    const next = list[i + 1]?.word;
    if (token.word !== '(' || (next !== 'SELECT' && next !== 'WITH')) return false;
    const before = list[i - 1]?.word;
    return before !== undefined && before !== 'FROM' && before !== 'JOIN' && before !== 'IN' && before !== 'ALL' && before !== 'DISTINCT';
  });
}

/** Reads a statement as far as the bridge needs: literals, quoted names and comments are passed over. */
export function readStatement(sql: string): Statement {
  const list = tokens(sql);
  const semicolon = list.findIndex((t) => t.word === ';');
  const own = semicolon === -1 ? list : list.slice(0, semicolon);
  const rest = semicolon === -1 ? [] : list.slice(semicolon).filter((t) => t.word !== ';');
  let depth = 0;
  let format: string | undefined;
  own.forEach((token, i) => {
    if (token.word === '(') depth++;
    else if (token.word === ')') depth--;
    else if (token.word === 'FORMAT' && depth === 0) {
      const name = own[i + 1];
      const after = own[i + 2]?.word ?? 'SETTINGS';
      if (name && IS_WORD.test(name.word) && after === 'SETTINGS') format = sql.slice(name.start, name.end);
    }
  });
  return {
    text: semicolon === -1 ? sql : sql.slice(0, list[semicolon]?.start),
    kind: kindOf(own),
    format,
    several: rest.length > 0,
    scalarSubquery: hasScalarSubquery(own),
  };
}

const NAME = '(?:[A-Za-z_]\\w*|`[^`]+`|"[^"]+")';
const INSERT_HEAD = new RegExp(
  `^\\s*INSERT\\s+INTO\\s+(?:TABLE\\s+)?(${NAME}(?:\\.${NAME})?)\\s*(?:\\(([^()]*)\\))?\\s*FORMAT\\s+(\\w+)[ \\t]*(?:;?\\r?\\n|;?$)?`,
  'i',
);
const unquote = (name: string): string => name.trim().replace(/[`"]/g, '');

/** Reads the head of an INSERT with rows behind it; undefined when the text is something else. */
export function readInsertHead(sql: string): InsertHead | undefined {
  const match = INSERT_HEAD.exec(sql);
  const [all, table, columns, format] = match ?? [];
  if (all === undefined || table === undefined || format === undefined) return undefined;
  return { table: unquote(table), columns: columns?.split(',').map(unquote), format, length: all.length };
}
