import { parseJson } from './parse-json.js';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('the JSON body of a call', () => {
  it('is read as it is, and may be empty', () => {
    expect(parseJson('{"a":[1,"x\\u00e9\\\\u0000"]}')).toEqual({ a: [1, 'xé\\u0000'] });
    expect(parseJson('')).toBeUndefined();
    expect(parseJson(nested(64))).toBeDefined();
    expect(parseJson(`"${nested(5000)}"`)).toHaveLength(10_000);
    expect(parseJson(`["\\"${nested(100)}"]`)).toHaveLength(1);
  });

  it.each([
    '{',
    'hello',
    '{"a":1,}',
    '[1',
    nested(65),
    nested(400_000),
    '{"a":'.repeat(70) + '1' + '}'.repeat(70),
    '{"a":"b\\u0000"}',
    '{"b\\u0000":1}',
    '["\\ud800"]',
  ])('is refused: %.20s', (text) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ code: 'bad_request' }));
  });
});
