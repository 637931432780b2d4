import type { IncomingHttpHeaders } from 'node:http';

/**
 * What counts as one sender of tries: an IPv4 address, or the /64 of an IPv6 address, because a single home owns all of it.
 */
export function clientAddressKey(address: string): string {
  const plain = address
    .toLowerCase()
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  const network = [...left, ...zeros, ...right].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''));
  return `${network.join(':')}::/64`;
}

/** The part of a Socket.IO handshake that tells where it came from. */
export interface Handshake {
  /** Of the connection, which may be a proxy's. */
  address: string;
  headers: IncomingHttpHeaders;
}

/** Address of the client of a socket. @param proxies how many proxies are to be believed */
export function addressOfHandshake({ address, headers }: Handshake, proxies: number): string {
  const forwarded = headers['x-forwarded-for'];
  return addressBehindProxies(address, typeof forwarded === 'string' ? forwarded : forwarded?.join(), proxies);
}

/**
 * Address of a client behind proxies, as Fastify finds it for requests; for what does not come by Fastify.
 * @param forwardedFor header X-Forwarded-For: each proxy adds at its end the address that it was called from
 * @param proxies how many of them are to be believed; 0 believes none
 */
export function addressBehindProxies(remoteAddress: string, forwardedFor: string | undefined, proxies: number): string {
  const hops = (forwardedFor ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const path = [remoteAddress, ...hops.reverse()];
  return path[Math.min(proxies, path.length - 1)] ?? remoteAddress;
}
