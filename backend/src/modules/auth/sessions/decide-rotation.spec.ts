import { decideRotation, type RotationState } from './decide-rotation.js';

const session = (over: Partial<RotationState> = {}): RotationState => ({
  tokenHash: 'current',
  previousTokenHash: 'before',
  rotatedAt: new Date(100_000),
  expiresAt: new Date(900_000),
  revokedAt: null,
  ...over,
});

describe('decideRotation', () => {
  it.each([
    ['the current token', session(), 'current', 500_000, 'rotate'],
    ['the one before, at the end of its grace', session(), 'before', 130_000, 'repeat'],
    ['the one before, after its grace', session(), 'before', 130_001, 'reuse'],
    ['an older one, at once', session(), 'older', 100_001, 'reuse'],
    ['an older one of a session that has not rotated', session({ previousTokenHash: null }), 'older', 100_001, 'reuse'],
    ['the current token of a session that ended', session({ revokedAt: new Date(1) }), 'current', 100_001, 'ended'],
    ['an older token of a session that ended', session({ revokedAt: new Date(1) }), 'older', 100_001, 'ended'],
    ['the current token when its time is over', session(), 'current', 900_000, 'ended'],
  ] as const)('%s', (_, state, presented, nowMs, expected) => {
    expect(decideRotation(state, presented, nowMs)).toBe(expected);
  });
});
