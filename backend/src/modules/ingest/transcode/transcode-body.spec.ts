import fc from 'fast-check';
import type { FixedFields } from '../../../platform/http/principal.js';
import { mintTenantId } from '../../../platform/tenancy/tenant.js';
import { LogIdSequence } from '../../logs/log-id.js';
import type { LogRecord } from '../../logs/log-record.js';
import { decodeBody } from '../decode/decode-body.js';
import { IngestCall } from '../ingest-call.js';
import { FIELD_CODES } from '../normalise/fields.js';
import { RecordScanner } from './scan-record.js';
import { transcodeBody } from './transcode-body.js';

const NOW = Date.UTC(2026, 10, 21, 9, 41, 24, 870);
const tenant = mintTenantId('default');

beforeAll(() => jest.useFakeTimers({ now: NOW }));
afterAll(() => jest.useRealTimers());

const newCall = (fixed?: FixedFields) => new IngestCall({ tenant, input: 'http', retentionDays: 7, fixed, expectedBytes: 0 }, new LogIdSequence(1));

/** Every combination of what a key may fix; the texts need escapes and more bytes than characters. */
const FIXED: (FixedFields | undefined)[] = [
  undefined,
  { source: 'fixed "one"\\' },
  { environment: 'продукция 😀' },
  { source: 's'.repeat(512), environment: 'é'.repeat(512) },
];

/** Everything that a call holds, but for identities, which a record that is tried in two ways leaves gaps in. */
function contents(call: IngestCall) {
  const records: (LogRecord & { position: number })[] = [];
  for (const { rows, firstPosition, positions } of call.chunks) {
    for (let row = 0; row < rows.count; row++) {
      const record = rows.recordAt(tenant, row);
      expect(rows.factsAt(row)).toMatchObject({ observedAtMs: record.observedAtMs, seq: record.seq, severity: record.severity });
      records.push({ ...record, seq: 0, position: positions?.[row] ?? firstPosition + row });
    }
  }
  return { records, rejected: call.rejected, seen: call.seen };
}

function general(body: Buffer, type: string, fixed?: FixedFields) {
  const call = newCall(fixed);
  for (const decoded of decodeBody(body, type)) {
    if ('rejection' in decoded) call.reject(decoded.rejection);
    else call.add(decoded.payload);
  }
  return contents(call);
}

/** By the transcoder, as the service does it; `whole` tells that it gave the body up. */
function transcoded(body: Buffer, type: string, fixed?: FixedFields) {
  const call = newCall(fixed);
  const transcoder = transcodeBody(call, body, type);
  let state = transcoder.next(3, 200);
  while (state === 'more') state = transcoder.next(3, 200);
  return state === 'general' ? { ...general(body, type, fixed), whole: true } : { ...contents(call), whole: false };
}

function expectTheSame(text: string | Buffer, type = 'application/json', fixed?: FixedFields) {
  const body = Buffer.from(text);
  const { whole: _whole, ...found } = transcoded(body, type, fixed);
  expect(found).toEqual(general(body, type, fixed));
  for (const record of found.records) expect(record).toMatchObject(fixed ?? {});
}

/** How many of the records were understood without the general way. */
function understood(text: string | Buffer, type = 'application/json', fixed?: FixedFields): boolean {
  const call = newCall(fixed);
  const add = jest.spyOn(call, 'add');
  const transcoder = transcodeBody(call, Buffer.from(text), type);
  let state = transcoder.next(3, 200);
  while (state === 'more') state = transcoder.next(3, 200);
  return state === 'done' && add.mock.calls.length === 0;
}

const HEALTHY = [
  '{"message":"m"}',
  ' {"source":"shop" ,"severity":"WARN","message":"order \\"7\\"\\n placed","timestamp":"2026-11-21T09:41:24.123456789Z","metadata":{"a":1,"b":"x","c":true,"d":false,"e":1.5,"f":-3}} ',
  '{"msg":"é€😀","service":"s","lvl":"Error","time":1795253284870,"user_id":42,"trace_id":"abc","pid":12,"http":{"status":500,"request":{"method":"GET"}},"ok":true,"none":null}',
  '{"log":"x","ts":"2026-11-21T10:41:24+01:00","level":30,"k8s":{"pod":{"name":"web-1"}},"env":"prod"}',
  '{"body":"b","ts":1795253284870123456,"severityNumber":17,"event":{"name":"signed-in"}}',
  '{"body":"b","ts":"1795253284","app":""}',
  '{"text":"t","service":{"name":"checkout","version":"1.2"},"metadata":{"host":"in metadata","nested":{"deep":{"er":1}}},"host":"h"}',
  '{"message":"","metadata":{}}',
  `{"message":"${'long '.repeat(1000)}","date":"2024-02-29T00:00:00.5Z"}`,
];

const UNUSUAL = [
  '{"message":"m","list":[1,2]}',
  '{"message":"\\u001b[31mred","a\\nb":1}',
  '{"message":"https:\\/\\/x"}',
  '{"message":"\\ud800"}',
  '{"message":1}',
  '{"message":{"a":1}}',
  '{"message":"a","msg":"b"}',
  '{"source":"a","app":"b","message":"m"}',
  '{"message":"a","message":"b"}',
  '{"message":"m","x":1,"x":2}',
  '{"message":"m","x":{"y":1},"x.y":2}',
  '{"message":"m","x":1,"metadata":{"x":2}}',
  '{"message":"m","a":1e3,"b":-0,"c":0.1e-7,"d":12345678901234567890,"e":9007199254740993,"f":1.10}',
  '{"message":"m","severity":"whatever"}',
  '{"message":"m","severity":99,"level":true}',
  '{"message":"m","time":"yesterday"}',
  '{"message":"m","time":"9999-01-01T00:00:00Z"}',
  '{"message":"m","time":"2026-02-30T00:00:00Z"}',
  '{"message":"m","time":-5}',
  '{"message":"m","time":1e12}',
  '{"message":"m","time":"0001795253284"}',
  '{"message":"m","time":"1970-01-01T00:00:00Z"}',
  '{"message":"m","__proto__":{"x":1},"constructor":1,"toString":"x"}',
  '{"message":"m","metadata":"text"}',
  '{"message":"m","metadata":[1]}',
  '{"message":"m","metadata":{"message":"n","a":{"b":[{}]}}}',
  '{"message":"m","":{"a":1},"b":{"":2}}',
  `{"message":"m","source":"${'s'.repeat(600)}","${'k'.repeat(300)}":1}`,
  `{"message":"m",${Array.from({ length: 70 }, (_, i) => `"k${i}":${i}`).join(',')}}`,
  `{"message":"m","a":${'{"a":'.repeat(20)}1${'}'.repeat(20)}}`,
  '{"a":1}',
  '{}',
  '[]',
  'null',
  '7',
  '"text"',
  '',
  '   ',
  '{"message":"m"',
  '{"message":"m"}}',
  '{"message" "m"}',
  '{"message":"m",}',
  '{"message":"raw\ttab"}',
  '{"message":"m","n":01}',
  '{"message":"m","n":+1}',
  '{"message":"m","n":1.}',
  '{"message":"m","n":tru}',
  '{"message":"m","n":nul1}',
  '{\u00a0"message":"m"}',
];

describe('transcodeBody', () => {
  it.each(HEALTHY)('understands what senders usually write: %s', (text) => {
    expect(understood(text)).toBe(true);
    expectTheSame(text);
  });

  it.each([...HEALTHY, ...UNUSUAL])('takes %j as the general way does, alone, in a list and as a line', (text) => {
    const good = '{"message":"neighbour"}';
    expectTheSame(text);
    expectTheSame(`[${good},${text},${good}]`);
    expectTheSame(`${good}\n${text}\n\n${good}`, 'application/x-ndjson');
    expectTheSame(`${good}\r\n${text}\r\n`);
  });

  it.each([
    ['an array over lines', '[\n {"message":"a"},\n {"message":"b"}\n]\n', true],
    ['an object over lines', '{\n "message": "a",\n "n": 1\n}\n', true],
    ['lines of another content type', '{"message":"a"}\n{"message":"b"}', true],
    ['a broken array', '[{"message":"a"},{"message":"b"}', false],
    ['an array with more behind it', '[{"message":"a"}] x', false],
    ['a byte order mark', '\ufeff{"message":"a"}', false],
    ['plain text', 'not json', false],
    ['invalid UTF-8', Buffer.from('{"message":"a\xff"}', 'latin1'), false],
  ])('reads %s', (_, text, fast) => {
    expectTheSame(text);
    expect(understood(text)).toBe(fast);
  });

  it.each([...HEALTHY, ...UNUSUAL])('gives %j what is fixed, whatever it says itself, in both ways', (text) => {
    for (const fixed of FIXED) {
      expectTheSame(text, 'application/json', fixed);
      expectTheSame(`{"message":"a","source":"own","env":"own"}\n${text}\n`, 'application/x-ndjson', fixed);
    }
  });

  it('needs no general way for fixed fields', () => {
    for (const fixed of FIXED) for (const text of HEALTHY) expect(understood(text, 'application/json', fixed)).toBe(true);
  });

  it('agrees with the general way on records of every kind', () => {
    const names = [...FIELD_CODES.keys(), 'metadata', 'a', 'b', 'a.b', 'service', 'name', 'x-y', 'ключ'];
    const value: fc.Arbitrary<unknown> = fc.oneof(
      { maxDepth: 3 },
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom('error', 'INFO', 'warning', '2026-11-21T09:41:24.87Z', '2026-11-21T09:41:24.870-07:30', '1795253284870', 'line\nfeed', '"\\'),
      fc.integer(),
      fc.constantFrom(1795253284, 1795253284870, 1795253284870123, 0, 17, 40),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.string({ maxLength: 5 }), fc.integer(), fc.boolean(), fc.constant({ x: 1, name: 'n' })), {
        maxKeys: 4,
      }),
      fc.array(fc.integer(), { maxLength: 2 }),
    );
    const payload = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 8 }).map((object) => ({ message: 'm', ...object }));
    fc.assert(
      fc.property(fc.array(payload, { minLength: 1, maxLength: 4 }), fc.boolean(), fc.constantFrom(...FIXED), (payloads, asLines, fixed) => {
        if (asLines) expectTheSame(payloads.map((p) => JSON.stringify(p)).join('\n'), 'application/x-ndjson', fixed);
        else expectTheSame(JSON.stringify(payloads, undefined, payloads.length % 2), 'application/json', fixed);
      }),
      { numRuns: 3000 },
    );
  });

  it('never fails on bytes that are anything at all', () => {
    const piece = fc.constantFrom(...'{}[]",:\\\n tfn019.-eu', '"message":"m"', '"a":', 'true', 'null', '\u0000', 'é');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        expectTheSame(pieces.join(''));
        expectTheSame(pieces.join(''), 'application/x-ndjson');
        expectTheSame(`{"message":"m",${pieces.join('')}`);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('RecordScanner', () => {
  it('does not read beyond a body that ends anywhere', () => {
    const body = Buffer.from(HEALTHY[1]?.trim() ?? '');
    const scanner = new RecordScanner();
    for (let end = 0; end < body.length; end++) expect(scanner.scan(body.subarray(0, end), 0, true)).toBe(-1);
    expect(scanner.scan(body, 0, true)).toBe(body.length);
  });
});
