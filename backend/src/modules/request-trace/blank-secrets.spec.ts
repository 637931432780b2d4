import { blankHeaders, blankUrl } from './blank-secrets.js';

describe('what an admin is shown of a request', () => {
  it('has every header, and the value of none that may be a secret', () => {
    const shown = blankHeaders({
      authorization: 'Bearer geheim',
      'proxy-authorization': 'Basic geheim',
      cookie: 'logstream_refresh=geheim',
      'x-api-key': 'geheim',
      'x-csrf-token': 'geheim',
      'x-amz-security-token': 'geheim',
      'x-session-id': 'geheim',
      'x-forwarded-for': '10.0.0.1, 10.0.0.2',
      'x-odd': 'lsk_geheim-0123456789',
      'x-other': 'Bearer geheim',
      'x-jot': 'eyJgeheimgeheim.eyJgeheim.x',
      'user-agent': ['a', 'b'],
    });
    expect(JSON.stringify(shown)).not.toContain('geheim');
    expect(Object.keys(shown)).toHaveLength(12);
    expect(shown).toMatchObject({ authorization: '***', 'x-forwarded-for': '10.0.0.1, 10.0.0.2', 'user-agent': 'a, b' });
  });

  it('has the address, without secrets of its query', () => {
    expect(blankUrl('/x')).toBe('/x');
    expect(blankUrl('/x?a=1&token=geheim&b=lsk_geheim-0123456789&api_key=geheim=&c=a?b')).toBe('/x?a=1&token=***&b=***&api_key=***&c=a?b');
  });
});
