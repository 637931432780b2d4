import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { StartError } from '../errors/start-error.js';

/** One numbered file of statements. */
export interface Migration {
  version: number;
  name: string;
  /** SHA-256 of the file, hex. */
  checksum: string;
  statements: string[];
}

const FILE = /^(\d{4})_(\w+)\.sql$/;

/** Splits a file at each `;` that ends a line and stands outside of comments and literals. Lines of comment alone are left out. */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let from = 0;
  let at = 0;
  const skipTo = (end: string, start: number) => {
    const found = sql.indexOf(end, start);
    return found === -1 ? sql.length : found + end.length;
  };
  const literalEnd = (quote: string, start: number) => {
    for (let i = start; i < sql.length; i++) {
      if (sql[i] === '\\') i++;
      else if (sql[i] === quote) return i + 1;
    }
    return sql.length;
  };
  const push = (end: number) => {
    const text = sql
      .slice(from, end)
      .replace(/^(?:\s*--[^\n]*(?:\n|$))+/, '')
      .trim();
    if (text !== '') statements.push(text);
    from = end + 1;
  };
  while (at < sql.length) {
    const char = sql[at] ?? '';
    if (sql.startsWith('--', at)) at = skipTo('\n', at);
    else if (sql.startsWith('/*', at)) at = skipTo('*/', at + 2);
    else if (char === "'" || char === '"' || char === '`') at = literalEnd(char, at + 1);
    else {
      if (char === ';' && /^[ \t\r]*(?:--[^\n]*)?(?:\n|$)/.test(sql.slice(at + 1, at + 400))) push(at);
      at++;
    }
  }
  push(sql.length);
  return statements;
}

/**
 * Reads the files `NNNN_name.sql` of a folder, in order.
 * @throws StartError when a number is missing or there twice
 */
export function readMigrations(directory: string): Migration[] {
  const migrations = readdirSync(directory)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file): Migration => {
      const [, version, name] = FILE.exec(file) ?? [];
      if (version === undefined || name === undefined) throw new StartError(`The migration ${file} must be named like 0001_logs.sql.`);
      const sql = readFileSync(path.join(directory, file), 'utf8');
      return { version: Number(version), name, checksum: createHash('sha256').update(sql).digest('hex'), statements: splitStatements(sql) };
    });
  migrations.forEach((migration, index) => {
    if (migration.version !== index + 1)
      throw new StartError(`The migrations in ${directory} must be numbered 1, 2, 3 … without a gap: number ${index + 1} is missing or there twice.`);
  });
  return migrations;
}
