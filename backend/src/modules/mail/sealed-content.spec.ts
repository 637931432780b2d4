import { openContent, sealContent } from './sealed-content.js';

describe('sealed content', () => {
  const key = Buffer.alloc(32, 1);
  const content = { text: 'your code', html: '<p>your code' };
  const sealed = sealContent(key, 'mail-1', content);

  it('opens with its key, for its mail', () => {
    expect(openContent(key, 'mail-1', sealed)).toEqual(content);
    expect(sealContent(key, 'mail-1', content)).not.toEqual(sealed);
  });

  it('stays closed with another key, for another mail, and when it was changed', () => {
    const changed = Uint8Array.from(sealed, (byte, i) => (i === sealed.length - 1 ? byte ^ 1 : byte));
    expect(() => openContent(Buffer.alloc(32, 2), 'mail-1', sealed)).toThrow();
    expect(() => openContent(key, 'mail-2', sealed)).toThrow();
    expect(() => openContent(key, 'mail-1', changed)).toThrow();
  });
});
