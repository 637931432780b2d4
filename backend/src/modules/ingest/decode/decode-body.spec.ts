import { gzipSync } from 'node:zlib';
import { decodeBody } from './decode-body.js';
import { unpack } from './unpack.js';

const decode = (text: string | Buffer, type = 'application/json') => [...decodeBody(Buffer.from(text), type)];

describe('decodeBody', () => {
  it.each([
    ['{"a":1}', [{ payload: { a: 1 } }]],
    ['[{"a":1},2]', [{ payload: { a: 1 } }, { payload: 2 }]],
    ['{"a":1}\n\n{"a":2}\r\n', [{ payload: { a: 1 } }, { payload: { a: 2 } }]],
    ['\uFEFF{"a":1}', [{ payload: { a: 1 } }]],
    ['[]', []],
  ])('reads %j', (text, expected) => {
    expect(decode(text)).toEqual(expected);
  });

  it('keeps the good lines beside bad ones', () => {
    expect(decode('{"a":1}\nnope\n{"a":2}', 'application/x-ndjson')).toEqual([
      { payload: { a: 1 } },
      { rejection: expect.objectContaining({ code: 'invalid_json' }) },
      { payload: { a: 2 } },
    ]);
  });

  it('keeps the digits of numbers beyond 2^53', () => {
    expect(decode('{"ts":1795253284870123456,"n":9007199254740991}')).toEqual([{ payload: { ts: '1795253284870123456', n: 9007199254740991 } }]);
  });

  it.each([['not json'], ['[{"a":1},'], ['']])('tells why %j is not JSON', (text) => {
    expect(decode(text)).toEqual([{ rejection: expect.objectContaining({ code: 'invalid_json' }) }]);
  });

  it('replaces invalid UTF-8', () => {
    expect(decode(Buffer.concat([Buffer.from('{"m":"a'), Buffer.from([0xff]), Buffer.from('"}')]))).toEqual([{ payload: { m: 'a\ufffd' } }]);
  });
});

describe('unpack', () => {
  it('unpacks gzip', async () => {
    expect((await unpack(gzipSync('hello'), 'gzip')).toString()).toBe('hello');
  });

  it('refuses what unpacks to more than 64 MiB, is damaged, or is packed in an unknown way', async () => {
    await expect(unpack(gzipSync(Buffer.alloc(65 * 1024 * 1024)), 'gzip')).rejects.toMatchObject({ code: 'payload_too_large' });
    await expect(unpack(gzipSync('hello').subarray(0, 12), 'gzip')).rejects.toMatchObject({ code: 'bad_request' });
    await expect(unpack(Buffer.from('x'), 'snappy')).rejects.toMatchObject({ code: 'unsupported_media_type' });
  });
});
