import { readTimeCursor, writeTimeCursor } from './time-cursor.js';

describe('the cursor of a list by time', () => {
  it('comes back as it was', () => {
    const cursor = { at: new Date('2026-01-02T03:04:05.678Z'), id: '0f8fad5b-d9cb-469f-a165-70867728950e' };
    expect(readTimeCursor(writeTimeCursor(cursor))).toEqual(cursor);
  });

  it.each(['', 'x', 'null', Buffer.from('1.').toString('base64url'), Buffer.from(`${'9'.repeat(15)}.'; --`).toString('base64url')])('refuses %j', (text) => {
    expect(() => readTimeCursor(text)).toThrow(expect.objectContaining({ code: 'bad_request' }));
  });

  it('refuses a time that does not exist', () => {
    expect(() => readTimeCursor(Buffer.from(`${'9'.repeat(16)}.a`).toString('base64url'))).toThrow();
    expect(() => readTimeCursor(Buffer.from('999999999999999.a').toString('base64url'))).not.toThrow(TypeError);
  });
});
