import { csvCell, CSV_HEAD, csvLine, ndjsonLine } from './audit-lines.js';

const EVENT = {
  id: '7',
  at: '2026-11-25T10:00:00.000Z',
  actor: { kind: 'stranger', id: '', name: '=HYPERLINK("http://evil.example")' },
  action: 'auth.sign-in',
  outcome: 'failed',
  target: null,
  before: null,
  after: { reason: 'a "quoted", text\nof two lines' },
  address: '10.0.0.1',
  userAgent: '@SUM(A1)',
  requestId: 'r-1',
};

describe('an export', () => {
  it.each(['=1+1', '+1', '-1', '@x', '\t=1', ' =1', '\r=1', '\n=1', '\0=1', '＝1', '\tx'])('does not let a spreadsheet run %j', (text) => {
    expect(csvCell(text)).toMatch(/^"'/);
  });

  it.each(['a=b', '10.0.0.1', '', '{"a":1}', "it's"])('leaves %j as it is', (text) => {
    expect(csvCell(text)).toBe(`"${text.replaceAll('"', '""')}"`);
  });

  it('is CSV as RFC 4180 wants it', () => {
    expect(CSV_HEAD.trim().split(',')).toHaveLength(14);
    expect(csvLine(EVENT)).toBe(
      `"7","2026-11-25T10:00:00.000Z","stranger","","'=HYPERLINK(""http://evil.example"")","auth.sign-in","failed","","","",` +
        `"{""reason"":""a \\""quoted\\"", text\\nof two lines""}","10.0.0.1","'@SUM(A1)","r-1"\r\n`,
    );
  });

  it('is one JSON object a line', () => {
    expect(ndjsonLine(EVENT).split('\n')).toHaveLength(2);
    expect(JSON.parse(ndjsonLine(EVENT))).toEqual(EVENT);
  });
});
