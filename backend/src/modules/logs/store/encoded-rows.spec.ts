import { EncodedRows } from './encoded-rows.js';

describe('EncodedRows', () => {
  it('keeps rows of any size behind each other and gives parts of them', () => {
    const rows = new EncodedRows(10);
    const texts = ['a\n', 'é€😀\n', `${'x'.repeat(100_000)}\n`, 'z\n'];
    texts.forEach((text, seq) => rows.append(text, { observedAtMs: 1, seq, severity: 9 }));
    expect([rows.count, rows.bytes]).toEqual([4, Buffer.byteLength(texts.join(''))]);
    expect(rows.slice().toString()).toBe(texts.join(''));
    expect(rows.slice(1, 2).toString()).toBe(texts[1]);
    expect(rows.slice(3).toString()).toBe('z\n');
    expect(rows.slice(0, 0)).toHaveLength(0);
  });
});
