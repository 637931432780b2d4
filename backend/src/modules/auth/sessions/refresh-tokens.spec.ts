import { randomUUID } from 'node:crypto';
import { SigningKeys } from '../../../platform/secrets/signing-keys.js';
import { RefreshTokens } from './refresh-tokens.js';

const tokens = new RefreshTokens(SigningKeys.from(Buffer.alloc(32, 7)));

describe('RefreshTokens', () => {
  it('reads back what it issued', () => {
    const sessionId = randomUUID();
    const first = tokens.first(sessionId);
    expect(tokens.read(first.text)).toEqual(first);
    expect(first.sessionId).toBe(sessionId);
    expect(first.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('gives one token one successor, in the same session', () => {
    const first = tokens.first(randomUUID());
    const next = tokens.successor(first);
    expect(tokens.successor(first)).toEqual(next);
    expect(next.text).not.toBe(first.text);
    expect(tokens.read(next.text)?.sessionId).toBe(first.sessionId);
    expect(tokens.successor(next).text).not.toBe(next.text);
  });

  it('knows nothing of tokens that it has not issued', () => {
    const { text } = tokens.first(randomUUID());
    expect(tokens.read('')).toBeUndefined();
    expect(tokens.read('x'.repeat(5000))).toBeUndefined();
    expect(tokens.read(`${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`)).toBeUndefined();
    expect(new RefreshTokens(SigningKeys.from(Buffer.alloc(32, 8))).read(text)).toBeUndefined();
  });
});
