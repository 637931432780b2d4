import { correlationIdOf, requestIdOf } from './request-id.js';

describe('the ids of a request', () => {
  it('are those that came, when they are safe', () => {
    expect(requestIdOf({ headers: { 'x-request-id': 'edge-7.a_b' } })).toBe('edge-7.a_b');
    expect(correlationIdOf({ headers: { 'x-correlation-id': 'order:42/retry=1' } }, 'r')).toBe('order:42/retry=1');
    expect(correlationIdOf({ headers: { 'x-correlation-id': 'x'.repeat(128) } }, 'r')).toHaveLength(128);
  });

  it.each(['', 'x'.repeat(129), 'a b', 'a"b', '<b>', 'a;rm', 'ä', 'a\tb'])('are our own in place of %j', (given) => {
    expect(requestIdOf({ headers: { 'x-request-id': given } })).toMatch(/^[0-9a-f-]{36}$/);
    expect(correlationIdOf({ headers: { 'x-correlation-id': given } }, 'r')).toBe('r');
  });
});
