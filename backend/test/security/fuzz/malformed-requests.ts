import fc from 'fast-check';
import { resolveSchema, type ApiDescription, type Operation, type Schema } from './openapi-operations.js';

/** A request that no client of good will sends. */
export interface MalformedRequest {
  method: Operation['method'];
  url: string;
  headers: Record<string, string>;
  payload: string | Buffer | undefined;
  /** Whose credential goes with it. */
  as: 'admin' | 'user' | 'owner' | 'key' | 'nobody';
}

/** Texts that have broken servers before. */
const NASTY = [
  '',
  '\0',
  'a\0b',
  '\ud800',
  '\uffff',
  '%00',
  '%',
  "' OR 1=1 --",
  '"; DROP TABLE logs; --',
  '{{7*7}}',
  '${jndi:ldap://127.0.0.1/x}',
  '../../../../etc/passwd',
  '..%2f..%2f',
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
  'toString',
  '-1',
  '1e309',
  'NaN',
  '99999999999999999999999',
  '-9223372036854775809',
  '0x1f',
  'true',
  'null',
  '[]',
  '{}',
  '2026-13-45T99:99:99Z',
  'now-999999w',
  '+275760-09-13T00:00:00.001Z',
  '00000000-0000-0000-0000-000000000000',
  'not-a-uuid',
  '(((((((((((((((',
  '"',
  '*'.repeat(300),
  'a:'.repeat(400),
  'NOT '.repeat(200),
  '\r\nx-injected: 1',
  '٣',
  'İ'.repeat(50),
  'x'.repeat(5000),
  '/(a+)+$/',
];

const nastyText = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ unit: 'grapheme', maxLength: 30 }));
const anyJson = fc.oneof({ weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) }, { weight: 2, arbitrary: nastyText }, { weight: 1, arbitrary: fc.double() });

/** Lists in lists, far deeper than any body is. */
const deepJson = fc.integer({ min: 100, max: 20_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth));

/** What has the type that a schema wants, or nearly. */
function valueOf(api: ApiDescription, given: Schema | undefined, depth = 0): fc.Arbitrary<unknown> {
  const schema = resolveSchema(api, given);
  const right = ((): fc.Arbitrary<unknown> => {
    if (schema.enum && schema.enum.length > 0) return fc.constantFrom(...schema.enum);
    if (schema.type === 'array') return fc.array(depth < 3 ? valueOf(api, schema.items, depth + 1) : anyJson, { maxLength: 5 });
    if (schema.type === 'object' || schema.properties) return objectOf(api, schema, depth);
    if (schema.type === 'integer' || schema.type === 'number') return fc.oneof(fc.integer(), fc.maxSafeInteger());
    if (schema.type === 'boolean') return fc.boolean();
    if (schema.format === 'date-time') return fc.constantFrom('2026-11-25T10:00:00Z', '9999-12-31T23:59:59Z', '0001-01-01T00:00:00Z');
    if (schema.format === 'uuid') return fc.uuid();
    return fc.oneof(nastyText, fc.constantFrom('a@example.com', 'correct horse battery', 'shop'));
  })();
  return fc.oneof({ weight: 4, arbitrary: right }, { weight: 1, arbitrary: anyJson });
}

function objectOf(api: ApiDescription, schema: Schema, depth: number): fc.Arbitrary<unknown> {
  if (depth > 3) return anyJson;
  const known = Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, valueOf(api, inner, depth + 1)]));
  const strange = fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'id', 'role', 'isOwner', 'tenant', 'tenantId', '\0', 'x'), anyJson, { maxKeys: 2 });
  return fc.tuple(fc.record(known, { requiredKeys: [] }), strange).map(([fields, more]) => ({ ...more, ...fields }));
}

function bodyOf(api: ApiDescription, operation: Operation): fc.Arbitrary<string | Buffer | undefined> {
  const json = valueOf(api, operation.body).map((value) => JSON.stringify(value) ?? '');
  const cut = fc.tuple(json, fc.nat(200)).map(([text, at]) => text.slice(0, at));
  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
  return fc.oneof(
    { weight: 6, arbitrary: json },
    cut,
    deepJson,
    bytes,
    anyJson.map((value) => JSON.stringify(value) ?? ''),
    fc.constant(undefined),
  );
}

const encode = (text: string): string => encodeURIComponent(text.toWellFormed());

function pathOf(operation: Operation): fc.Arbitrary<string> {
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([part]) => part);
  const value = fc.oneof(fc.uuid(), nastyText.map(encode), fc.constantFrom('0', '%zz', '0000000000000000', 'a/b', '..'));
  return fc.tuple(...names.map(() => value)).map((values) => names.reduce((path, name, i) => path.replace(name, values[i] ?? ''), operation.path));
}

function queryOf(api: ApiDescription, operation: Operation): fc.Arbitrary<string> {
  const declared = operation.parameters.filter((parameter) => parameter.in === 'query');
  const name = fc.constantFrom(...declared.map((parameter) => parameter.name), 'x', '__proto__', 'a[b]', 'limit', 'cursor', 'from');
  const valueFor = (of: string) =>
    valueOf(api, declared.find((parameter) => parameter.name === of)?.schema).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  const pair = name.chain((of) => valueFor(of).map((value) => `${of}=${encode(value ?? '')}`));
  return fc
    .array(fc.oneof({ weight: 9, arbitrary: pair }, fc.constantFrom('&&', '=', '%', '%ff%fe=%80', 'query')), { maxLength: 6 })
    .map((pairs) => pairs.join('&'));
}

const TYPES = [
  'application/json',
  'application/json; charset=utf-16',
  'application/x-ndjson',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  ';',
  '',
  'a/b/c',
];

const headers: fc.Arbitrary<Record<string, string>> = fc
  .tuple(
    fc.oneof({ weight: 6, arbitrary: fc.constant('application/json') }, fc.constantFrom(...TYPES)),
    fc.dictionary(
      fc.constantFrom(
        'accept',
        'content-encoding',
        'idempotency-key',
        'if-none-match',
        'range',
        'x-forwarded-for',
        'x-request-id',
        'x-correlation-id',
        'origin',
        'cookie',
        'user-agent',
        'x-http-method-override',
        'expect',
      ),
      fc.oneof(
        fc.constantFrom(
          '',
          '*/*',
          'text/html',
          'gzip',
          'br',
          'zstd',
          'gzip, gzip',
          'bytes=0-',
          'DELETE',
          'logstream_refresh=AAAA',
          'a=b; a=c; =',
          'null',
          'http://127.0.0.1',
        ),
        fc.string({ maxLength: 40 }),
      ),
      { maxKeys: 3 },
    ),
  )
  .map(([type, more]) => Object.fromEntries(Object.entries({ ...more, 'content-type': type }).filter(([, value]) => /^[\x20-\x7e]*$/.test(value))));

/** Malformed requests to the operations of a description. */
export function malformedRequest(api: ApiDescription, operations: readonly Operation[]): fc.Arbitrary<MalformedRequest> {
  return fc.constantFrom(...operations).chain((operation) =>
    fc
      .record({
        path: pathOf(operation),
        query: queryOf(api, operation),
        headers,
        payload: operation.method === 'GET' ? fc.constant(undefined) : bodyOf(api, operation),
        as: fc.constantFrom('admin' as const, 'admin' as const, 'owner' as const, 'user' as const, 'key' as const, 'nobody' as const),
      })
      .map(({ path, query, ...rest }) => ({ method: operation.method, url: query === '' ? path : `${path}?${query}`, ...rest })),
  );
}
