import { decideNextTry } from './decide-next-try.js';

describe('decideNextTry', () => {
  const expiresAt = new Date(600_000);

  it('waits longer each time, up to five minutes', () => {
    const waits = [1, 2, 3, 4, 5, 9].map((attempts) => decideNextTry({ attempts, expiresAt: new Date(9_999_999) }, 0));
    expect(waits).toEqual([3_000, 9_000, 27_000, 81_000, 243_000, 300_000].map((ms) => ({ tryAt: new Date(ms) })));
  });

  it('gives up when the mail ends before the next try', () => {
    expect(decideNextTry({ attempts: 1, expiresAt }, 596_999)).toEqual({ tryAt: new Date(599_999) });
    expect(decideNextTry({ attempts: 1, expiresAt }, 597_000)).toBe('give-up');
  });

  it('gives up when the recipient is refused for good, not when we are', () => {
    expect(decideNextTry({ attempts: 1, expiresAt, responseCode: 550, command: 'RCPT TO' }, 0)).toBe('give-up');
    expect(decideNextTry({ attempts: 1, expiresAt, responseCode: 451, command: 'RCPT TO' }, 0)).not.toBe('give-up');
    expect(decideNextTry({ attempts: 1, expiresAt, responseCode: 535, command: 'AUTH PLAIN' }, 0)).not.toBe('give-up');
  });
});
