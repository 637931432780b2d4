import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readMigrations, splitStatements } from './migration-files.js';

describe('splitStatements', () => {
  it('splits at a semicolon that ends a line, and nowhere else', () => {
    const sql =
      "-- one; two;\nCREATE TABLE a (x String DEFAULT ';\n') -- why;\nENGINE = Memory;\n\nINSERT INTO a VALUES (';'); SELECT 1;  -- end\n/* ;\n */ SELECT `;\n` ;\n-- nothing more;\n";
    expect(splitStatements(sql)).toEqual([
      "CREATE TABLE a (x String DEFAULT ';\n') -- why;\nENGINE = Memory",
      "INSERT INTO a VALUES (';'); SELECT 1",
      '/* ;\n */ SELECT `;\n`',
    ]);
  });

  it('takes a last statement without a semicolon, escaped quotes and Windows line ends', () => {
    expect(splitStatements("SELECT 'it\\'s;\n';\r\nSELECT 2")).toEqual(["SELECT 'it\\'s;\n'", 'SELECT 2']);
    expect(splitStatements('-- only words\n')).toEqual([]);
  });
});

describe('readMigrations', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'migrations-'));
  afterAll(() => rmSync(dir, { recursive: true }));

  it('reads files in order, and refuses gaps and other names', () => {
    writeFileSync(path.join(dir, '0002_b.sql'), 'SELECT 2;');
    writeFileSync(path.join(dir, '0001_a.sql'), 'SELECT 1;\nSELECT 11;');
    writeFileSync(path.join(dir, 'notes.txt'), '');
    expect(readMigrations(dir).map((m) => [m.version, m.name, m.statements])).toEqual([
      [1, 'a', ['SELECT 1', 'SELECT 11']],
      [2, 'b', ['SELECT 2']],
    ]);
    writeFileSync(path.join(dir, '0004_d.sql'), '');
    expect(() => readMigrations(dir)).toThrow(/number 3 is missing/);
    writeFileSync(path.join(dir, 'later.sql'), '');
    expect(() => readMigrations(dir)).toThrow(/later\.sql must be named/);
  });
});
