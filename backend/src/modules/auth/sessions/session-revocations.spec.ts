import { REMEMBER_MS, SessionRevocations, type Revocation } from './session-revocations.js';

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

  it('asks for ever newer tokens of a person whose rights change, and never for older ones', () => {
    const revocations = new SessionRevocations();
    const heard: Revocation[] = [];
    revocations.subscribe((revocation) => heard.push(revocation));
    const change = (version: number): Revocation => ({ kind: 'user', userId: 'u', version });
    expect(revocations.versionWanted('u')).toBe(0);
    for (const version of [2, 1, 2, 3]) revocations.announce(change(version), 0);
    expect(revocations.versionWanted('u')).toBe(3);
    expect(heard).toEqual([change(2), change(3)]);
    revocations.announce(change(Number.POSITIVE_INFINITY), 0);
    expect(revocations.versionWanted('u')).toBe(Number.POSITIVE_INFINITY);
    expect(revocations.versionWanted('v')).toBe(0);
  });
});
