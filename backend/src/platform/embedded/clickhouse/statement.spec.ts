import { readInsertHead, readStatement } from './statement.js';

describe('readStatement', () => {
  it.each([
    ['SELECT 1', 'rows'],
    ['  /* a */ -- b\n select 1', 'rows'],
    ['(SELECT 1) UNION ALL (SELECT 2)', 'rows'],
    ['WITH 1 AS x SELECT x', 'rows'],
    ['WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x', 'command'],
    ['SHOW TABLES', 'answer'],
    ['EXPLAIN SELECT 1', 'answer'],
    ['INSERT INTO t SELECT 1', 'command'],
    ['ALTER TABLE t DROP PARTITION 1', 'command'],
  ])('tells the kind of %s', (sql, kind) => expect(readStatement(sql).kind).toBe(kind));

  it.each([
    ['SELECT 1 FORMAT JSONEachRow', 'JSONEachRow'],
    ['SELECT 1\nformat TSV settings max_threads = 1', 'TSV'],
    ["SELECT 'x FORMAT JSON'", undefined],
    ['SELECT format FROM (SELECT 1 AS format) -- FORMAT JSON', undefined],
  ])('finds the format of %s', (sql, format) => expect(readStatement(sql).format).toBe(format));

  it.each([
    ['SELECT 1;', false],
    ['SELECT 1; -- the end;', false],
    ["SELECT ';' , `;` /* ; */", false],
    ["SELECT 'it''s; \\'; x'", false],
    ['SELECT $tag$ ; $tag$', false],
    ['SELECT 1; SELECT 2', true],
    ["SELECT ''; DROP TABLE logs", true],
  ])('knows whether %s is several', (sql, several) => expect(readStatement(sql).several).toBe(several));

  it('takes the semicolon off the end', () => expect(readStatement('SELECT 1 ;\n').text).toBe('SELECT 1 '));

  it.each([
    ['SELECT (SELECT max(a) FROM t), b FROM t', true],
    ['SELECT a FROM t WHERE b = (SELECT 1)', true],
    ['WITH (SELECT 1) AS x SELECT x', true],
    ['SELECT a FROM (SELECT 1 AS a)', false],
    ['SELECT a FROM t WHERE a IN (SELECT 1)', false],
    ['SELECT a FROM t JOIN (SELECT 1 AS a) u USING a', false],
  ])('finds a scalar subquery in %s', (sql, found) => expect(readStatement(sql).scalarSubquery).toBe(found));
});

describe('readInsertHead', () => {
  it('reads table, columns and format', () => {
    expect(readInsertHead('INSERT INTO db.`logs` (`a`, "b", c)\nFORMAT JSONEachRow')).toEqual({
      table: 'db.logs',
      columns: ['a', 'b', 'c'],
      format: 'JSONEachRow',
      length: 54,
    });
  });

  it('ends where the rows begin', () => {
    const text = 'insert into t format TSV\n1\t2\n';
    expect(text.slice(readInsertHead(text)?.length)).toBe('1\t2\n');
  });

  it.each(['INSERT INTO t SELECT 1', 'INSERT INTO t VALUES (1)', 'SELECT 1', "SELECT 'INSERT INTO t FORMAT TSV'"])('leaves %s to the engine', (sql) => {
    expect(readInsertHead(sql)).toBeUndefined();
  });
});
