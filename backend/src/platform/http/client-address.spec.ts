import { addressBehindProxies, clientAddressKey } from './client-address.js';

describe('clientAddressKey', () => {
  it('takes IPv4 as it is and IPv6 by its /64', () => {
    expect(clientAddressKey('::ffff:10.0.0.1')).toBe('10.0.0.1');
    expect(clientAddressKey('2001:DB8:0:1:aaaa::1')).toBe('2001:db8:0:1::/64');
    expect(clientAddressKey('2001:db8::1')).toBe(clientAddressKey('2001:0db8:0:0:5::9'));
    expect(clientAddressKey('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
  });
});

describe('addressBehindProxies', () => {
  const forwarded = '203.0.113.9, 198.51.100.2, 10.0.0.8';

  it('believes as many proxies as there are, and nothing that a client has written itself', () => {
    expect(addressBehindProxies('10.0.0.1', forwarded, 0)).toBe('10.0.0.1');
    expect(addressBehindProxies('10.0.0.1', forwarded, 1)).toBe('10.0.0.8');
    expect(addressBehindProxies('10.0.0.1', forwarded, 2)).toBe('198.51.100.2');
    expect(addressBehindProxies('10.0.0.1', forwarded, 9)).toBe('203.0.113.9');
  });

  it('takes the connection where there is no such header', () => {
    expect(addressBehindProxies('10.0.0.1', undefined, 1)).toBe('10.0.0.1');
    expect(addressBehindProxies('10.0.0.1', ' , ', 1)).toBe('10.0.0.1');
  });
});
