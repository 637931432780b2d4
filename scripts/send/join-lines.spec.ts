import { LineJoiner, type Entry } from './join-lines.ts';
import { LineSplitter } from './split-lines.ts';

function entries(input: string | Buffer, chunkBytes = 7, lineBytesMax = 1_000): Entry[] {
  const splitter = new LineSplitter(lineBytesMax);
  const joiner = new LineJoiner();
  const bytes = Buffer.from(input);
  const found: (Entry | undefined)[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) for (const line of splitter.push(bytes.subarray(at, at + chunkBytes))) found.push(joiner.push(line));
  for (const line of splitter.finish()) found.push(joiner.push(line));
  found.push(joiner.finish());
  return found.flatMap((entry) => entry ?? []);
}
const texts = (input: string | Buffer): string[] => entries(input).map((entry) => entry.text);

describe('lines and entries', () => {
  it('takes CRLF, blank lines, NUL bytes, colours, a byte order mark, bad UTF-8 and a last line without an end', () => {
    expect(texts('\ufeffone\r\n\r\n\u001b[31mt\0wo\u001b[0m\n\u001b]0;title\u0007three\nfour')).toEqual(['one', 'two', 'three', 'four']);
    expect(texts(Buffer.from([0x61, 0xff, 0x62, 0x0a, 0xc3, 0xa9]))).toEqual(['a\ufffdb', 'é']);
  });

  it('keeps the start of a line over the limit and counts the rest, in bounded memory', () => {
    const [long, next] = entries(`${'x'.repeat(5_000)}\nnext\n`, 512, 100);
    expect(long).toMatchObject({ text: 'x'.repeat(100), cutBytes: 4_900, end: 5_001, lineNumber: 1 });
    expect(next).toMatchObject({ text: 'next', cutBytes: 0, end: 5_006, lineNumber: 2 });
  });

  it('joins a Java stack trace', () => {
    const trace = 'java.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)\nCaused by: java.io.IOException: x\n\tat d.E(E.java:2)\n\t... 12 more';
    expect(texts(`first\n${trace}\nlast\n`)).toEqual(['first', trace, 'last']);
  });

  it('joins Python tracebacks, chained ones too, with the line that names the exception', () => {
    const trace = [
      'ERROR:root:failed',
      'Traceback (most recent call last):',
      '  File "a.py", line 1, in f',
      '    x()',
      'KeyError: 1',
      '',
      'During handling of the above exception, another exception occurred:',
      '',
      'Traceback (most recent call last):',
      '  File "a.py", line 3',
      'ValueError: bad',
    ].join('\n');
    expect(texts(`${trace}\nINFO:root:next\nlast`)).toEqual([trace, 'INFO:root:next', 'last']);
  });

  it('joins a Go panic', () => {
    const panic = 'panic: boom\n\ngoroutine 1 [running]:\nmain.run(0xc000)\n\t/a/main.go:3 +0x1d\nmain.main()\n\t/a/main.go:9\nexit status 2';
    expect(texts(`${panic}\n2026/11/21 07:53:11 started\n`)).toEqual([panic, '2026/11/21 07:53:11 started']);
  });

  it('does not join JSON, or an indented line that has a time of its own', () => {
    expect(texts('{"a":1}\n {"b":2}\n  2026-11-21 07:53:11 x\n')).toEqual(['{"a":1}', ' {"b":2}', '  2026-11-21 07:53:11 x']);
    expect(texts('{\n  "a": 1\n}\n{"b":2}\n')).toEqual(['{\n  "a": 1\n}', '{"b":2}']);
  });
});
