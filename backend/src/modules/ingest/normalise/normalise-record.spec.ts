import { isRejection, METADATA_KEYS_MAX, normaliseRecord } from './normalise-record.js';
import type { LogRecord } from '../../logs/log-record.js';

const NOW = Date.UTC(2026, 10, 21, 9, 0, 0);
const arrival = { observedAtMs: NOW, seq: 7, ingest: 'http' };

function record(payload: unknown): LogRecord {
  const result = normaliseRecord(payload, arrival);
  if (isRejection(result)) throw new Error(`rejected: ${result.message}`);
  return result;
}

describe('normaliseRecord', () => {
  it('fills the fields and keeps types of metadata', () => {
    expect(record({ source: 'shop', message: 'paid', severity: 'error', metadata: { orderId: 'A-1', ms: 12.5, ok: true } })).toEqual({
      observedAtMs: NOW,
      seq: 7,
      timestampMs: NOW,
      timestampNs: 0,
      source: 'shop',
      host: '',
      environment: '',
      severity: 17,
      message: 'paid',
      eventType: '',
      userId: '',
      traceId: '',
      spanId: '',
      metadata: { orderId: 'A-1', ms: 12.5, ok: true },
      metadataRest: '',
      patternId: '',
      ingest: 'http',
    });
  });

  it.each([
    [
      { service: 'a', msg: 'm' },
      { source: 'a', message: 'm' },
    ],
    [
      { service: { name: 'a' }, body: 'm', level: 'WARNING' },
      { source: 'a', severity: 13 },
    ],
    [
      { message: 'm', '@timestamp': '2026-11-21T08:00:00.000000001Z' },
      { timestampMs: NOW - 3600_000, timestampNs: 1 },
    ],
    [{ message: 'm', level: 30 }, { severity: 9 }],
    [{ message: 'm', severityNumber: 18 }, { severity: 18 }],
    [{ message: 'm', severity: 'notice' }, { severity: 10 }],
    [
      { message: 'm', user: { id: 'u1' }, trace_id: 't', span_id: 's', env: 'prod', hostname: 'h', event_type: 'e' },
      { userId: 'u1', traceId: 't', spanId: 's', environment: 'prod', host: 'h', eventType: 'e' },
    ],
    [
      { message: 42, source: 7 },
      { message: '42', source: '7' },
    ],
    [{ message: { a: 1 } }, { message: '{"a":1}' }],
    [{ message: 'm' }, { source: 'unknown', severity: 9 }],
  ])('reads synonyms and wrong types: %j', (payload, expected) => {
    expect(record(payload)).toMatchObject(expected);
  });

  it('prefers the better name and keeps the other as metadata', () => {
    expect(record({ msg: 'second', message: 'first', logger: 'l', source: 's' })).toMatchObject({
      message: 'first',
      source: 's',
      metadata: { msg: 'second', logger: 'l' },
    });
    expect(record({ message: 'first', msg: 'second' })).toMatchObject({ message: 'first', metadata: { msg: 'second' } });
  });

  it('flattens nested keys, keeps lists as JSON text and long integers as text', () => {
    const { metadata } = record({ message: 'm', log: { file: { path: '/x' } }, tags: ['a', 1], big: 2 ** 60, n: null, http: { status: 500 } });
    expect(metadata).toEqual({ 'log.file.path': '/x', tags: '["a",1]', big: String(2 ** 60), 'http.status': 500 });
  });

  it('keeps keys beyond the limit, long keys and __proto__ as one JSON text', () => {
    const many = Object.fromEntries(Array.from({ length: METADATA_KEYS_MAX + 3 }, (_, i) => [`k${i}`, i]));
    const result = record(JSON.parse(`{"message":"m","metadata":${JSON.stringify(many).slice(0, -1)},"__proto__":"x","${'y'.repeat(300)}":1}}`));
    expect(Object.keys(result.metadata)).toHaveLength(METADATA_KEYS_MAX);
    expect(JSON.parse(result.metadataRest)).toMatchObject({ k512: 512, k514: 514, ['y'.repeat(300)]: 1 });
    expect(result.metadataRest).toContain('"__proto__":"x"');
  });

  it.each([
    ['9999-12-31T00:00:00Z', NOW + 86_400_000, 'clamped'],
    ['1901-01-01T00:00:00Z', 0, 'clamped'],
    ['soon', NOW, 'unreadable'],
  ])('bounds the time %s, marks it and keeps the original', (timestamp, expectedMs, adjusted) => {
    expect(record({ message: 'm', timestamp })).toMatchObject({
      timestampMs: expectedMs,
      metadata: { original_timestamp: timestamp, timestamp_adjusted: adjusted },
    });
  });

  it('keeps an unknown severity', () => {
    expect(record({ message: 'm', severity: 'banana' })).toMatchObject({ severity: 9, metadata: { original_severity: 'banana' } });
  });

  it('makes text well-formed, in keys too', () => {
    expect(record({ message: 'a\ud800b', metadata: { 'k\udc00': 'v\ud800' } })).toMatchObject({ message: 'a\ufffdb', metadata: { 'k\ufffd': 'v\ufffd' } });
  });

  it.each([[null], [7], ['text'], [[1]]])('refuses %j, which is no object', (payload) => {
    expect(normaliseRecord(payload, arrival)).toMatchObject({ code: 'not_an_object' });
  });

  it('refuses a record without a message', () => {
    expect(normaliseRecord({ source: 'a' }, arrival)).toMatchObject({ code: 'message_missing' });
  });
});
