import fc from 'fast-check';
import type { LogRecord } from './log-record.js';
import { formatTimestamp, toLogView, truncateUtf8 } from './log-view.js';

const record = (overrides: Partial<LogRecord> = {}): LogRecord => ({
  observedAtMs: 1_763_715_000_123,
  seq: 7,
  timestampMs: 1_763_715_000_000,
  timestampNs: 0,
  source: 'api',
  host: '',
  environment: '',
  severity: 17,
  message: 'payment failed',
  eventType: '',
  userId: '',
  traceId: '',
  spanId: '',
  metadata: { latency: 12 },
  metadataRest: '',
  patternId: '',
  ingest: 'http',
  ...overrides,
});

describe('toLogView', () => {
  it('leaves empty optional fields out', () => {
    expect(toLogView(record())).toEqual({
      id: '06dab6s77c000007',
      timestamp: '2025-11-21T08:50:00.000Z',
      observedAt: '2025-11-21T08:50:00.123Z',
      source: 'api',
      severity: 'error',
      severityNumber: 17,
      message: 'payment failed',
      metadata: { latency: 12 },
      ingest: 'http',
    });
  });

  it('carries optional fields that are set', () => {
    const set = { host: 'h', environment: 'e', eventType: 't', userId: 'u', traceId: 'a', spanId: 'b', metadataRest: '{}', patternId: 'p' };
    expect(toLogView(record(set))).toMatchObject(set);
  });

  it('cuts a long message between characters and says so', () => {
    const view = toLogView(record({ message: 'ab😀cd' }), 5);
    expect(view).toMatchObject({ message: 'ab', truncated: true });
    expect(toLogView(record({ message: 'ab😀cd' }), 6)).toMatchObject({ message: 'ab😀', truncated: true });
    expect(toLogView(record({ message: 'ab😀cd' }), 8)).not.toHaveProperty('truncated');
  });
});

describe('truncateUtf8', () => {
  it('gives the longest beginning that fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 4, max: 80 }), (text, bytesMax) => {
        const cut = truncateUtf8(text, bytesMax);
        if (cut === undefined) return Buffer.byteLength(text) <= bytesMax;
        const next = String.fromCodePoint(text.codePointAt(cut.length) ?? 0);
        return text.startsWith(cut) && Buffer.byteLength(cut) <= bytesMax && Buffer.byteLength(cut + next) > bytesMax;
      }),
    );
  });
});

describe('formatTimestamp', () => {
  it.each([
    [0, '1970-01-01T00:00:00.007Z'],
    [1, '1970-01-01T00:00:00.007000001Z'],
    [120_000, '1970-01-01T00:00:00.007120Z'],
    [999_999, '1970-01-01T00:00:00.007999999Z'],
  ])('keeps %i ns', (ns, expected) => expect(formatTimestamp(7, ns)).toBe(expected));
});
