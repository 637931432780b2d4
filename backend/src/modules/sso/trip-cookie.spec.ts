import { readTrip, safeNext, writeTrip } from './trip-cookie.js';

const key = Buffer.alloc(32, 5);
const trip = { state: 's', nonce: 'n', verifier: 'v', next: '/explore?q=a', redirectUri: 'https://logs.example.com/cb', endsAtMs: 1000 };

describe('the cookie of a single sign-on', () => {
  it('comes back as it was, in time', () => {
    const text = writeTrip(key, trip);
    expect(readTrip(key, text, 999)).toEqual(trip);
    expect(readTrip(key, text, 1000)).toBeUndefined();
  });

  it('is refused when it is not ours', () => {
    const [payload = '', tag = ''] = writeTrip(key, trip).split('.');
    const other = Buffer.from(JSON.stringify({ ...trip, next: '/x' })).toString('base64url');
    for (const text of ['', '.', payload, `${payload}.`, `${other}.${tag}`, writeTrip(Buffer.alloc(32, 6), trip)])
      expect(readTrip(key, text, 0)).toBeUndefined();
  });
});

describe('safeNext', () => {
  it('keeps pages of ours', () => {
    for (const next of ['/', '/explore?q=a%20b#c', '/admin/']) expect(safeNext(next)).toBe(next);
  });

  it.each([
    undefined,
    '',
    'explore',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/a\\b',
    '/a\r\nb',
    '/\t/evil.example',
    `/${'a'.repeat(2000)}`,
  ])('gives the first page for %j', (next) => expect(safeNext(next)).toBe('/'));
});
