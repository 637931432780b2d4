import { buildRecord, RECORD_BYTES_MAX, type RecordDefaults } from './build-record.ts';

const DEFAULTS: RecordDefaults = { source: 'shop', sourceGiven: true, host: 'h1', environment: undefined };
const CONTEXT = { zone: 'utc', nowMs: Date.UTC(2026, 10, 21) } as const;
const build = (text: string, defaults = DEFAULTS, cutBytes = 0): string =>
  buildRecord({ text, cutBytes, end: 0, lineNumber: 1, lastLineNumber: 1 }, defaults, CONTEXT);

describe('buildRecord', () => {
  it('passes JSON on as it was written and adds only what is missing', () => {
    expect(build('{"msg":"x","id":12345678901234567890}')).toBe('{"source":"shop","host":"h1","msg":"x","id":12345678901234567890}');
    expect(build('{"service":"pay","hostname":"h9","level":30}')).toBe('{"service":"pay","hostname":"h9","level":30}');
    expect(build('{}')).toBe('{"source":"shop","host":"h1"}');
    expect(build('{\n  "msg": "x"\n}')).toBe('{"source":"shop","host":"h1",   "msg": "x" }');
  });

  it('takes broken JSON for text', () => {
    expect(JSON.parse(build('{"msg": }'))).toEqual({ source: 'shop', host: 'h1', message: '{"msg": }', metadata: {} });
  });

  it('names the program of a syslog line as source, unless a source was given', () => {
    const line = 'Nov 20 07:53:11 web-1 sshd[812]: hello';
    expect(JSON.parse(build(line, { ...DEFAULTS, sourceGiven: false }))).toMatchObject({ source: 'sshd', host: 'web-1', timestamp: '2026-11-20T07:53:11Z' });
    expect(JSON.parse(build(line))).toMatchObject({ source: 'shop', metadata: { program: 'sshd', pid: '812' } });
  });

  it('marks what was cut, and cuts what grows over the limit by escapes', () => {
    expect(JSON.parse(build('abc', DEFAULTS, 77))).toMatchObject({ message: 'abc … [cut: 77 bytes more]', metadata: { cutBytes: 77 } });
    const big = build('\u0001'.repeat(3_000_000));
    expect(Buffer.byteLength(big)).toBeLessThanOrEqual(RECORD_BYTES_MAX);
    expect(Buffer.byteLength(big)).toBeGreaterThan(RECORD_BYTES_MAX - 20_000);
    expect(JSON.parse(big)).toMatchObject({ message: expect.stringMatching(/… \[cut: \d+ bytes more\]$/) });
  });
});
