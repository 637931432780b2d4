import { isCrossSite } from './refuse-cross-site.js';

const at = (facts: Partial<Parameters<typeof isCrossSite>[0]>) =>
  isCrossSite({ origin: undefined, fetchSite: undefined, host: 'logs.example:3000', allowedOrigins: ['https://ui.example'], ...facts });

describe('a call that changes something', () => {
  it.each([
    ['a program, which says nothing', {}],
    ['the own page over plain http', { origin: 'http://logs.example:3000' }],
    ['the own page behind a proxy that ends TLS', { origin: 'https://logs.example:3000' }],
    ['the own page behind a proxy that changes the host', { origin: 'https://public.example', fetchSite: 'same-origin' }],
    ['an origin that the settings name', { origin: 'https://ui.example', fetchSite: 'cross-site' }],
    ['a person who typed the address', { fetchSite: 'none' }],
  ])('is let through from %s', (_, facts) => expect(at(facts)).toBe(false));

  it.each([
    ['another site', { origin: 'https://evil.example', fetchSite: 'cross-site' }],
    ['another site in a browser without Sec-Fetch-Site', { origin: 'http://evil.example' }],
    ['another port of the host', { origin: 'http://logs.example:8080' }],
    ['a neighbour under the same domain', { origin: 'https://blog.example', fetchSite: 'same-site' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['another site that hides its origin', { fetchSite: 'cross-site' }],
    ['a host that only begins like ours', { origin: 'http://logs.example:3000.evil.example' }],
  ])('is refused from %s', (_, facts) => expect(at(facts)).toBe(true));
});
