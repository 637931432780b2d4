import { REMEMBER_MS, SessionRevocations, concerns, type Revocation } from './session-revocations.js';

const session: Revocation = { kind: 'session', sessionId: 's1' };

describe('SessionRevocations', () => {
  it('tells every listener once, until it leaves', () => {
    const revocations = new SessionRevocations();
    const first = jest.fn();
    const second = jest.fn();
    const leave = revocations.subscribe(first);
    revocations.subscribe(second);
    revocations.announce(session, 0);
    revocations.announce(session, 1000);
    leave();
    revocations.announce({ kind: 'key', keyId: 's1' }, 1000);
    expect(first.mock.calls).toEqual([[session]]);
    expect(second).toHaveBeenCalledTimes(2);
  });

  it('remembers longer than an access token lives, not for ever', () => {
    const revocations = new SessionRevocations();
    revocations.announce(session, 0);
    revocations.forgetOld(REMEMBER_MS);
    expect(revocations.isRevoked(session)).toBe(true);
    expect(REMEMBER_MS).toBeGreaterThan(15 * 60_000);
    revocations.forgetOld(REMEMBER_MS + 1);
    expect(revocations.isRevoked(session)).toBe(false);
  });

  it('knows which callers a revocation is about', () => {
    const key = { kind: 'key', keyId: 's1' } as const;
    expect(concerns(session, { kind: 'user', sessionId: 's1' })).toBe(true);
    expect(concerns(session, { kind: 'user', sessionId: 's2' })).toBe(false);
    expect(concerns(session, key)).toBe(false);
    expect(concerns(key, key)).toBe(true);
  });
});
