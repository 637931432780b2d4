import { AppError } from '../../../platform/errors/app-error.js';
import { SignInThrottle } from './sign-in-throttle.js';

function triesUntilRefused(throttle: SignInThrottle, account: (i: number) => string, address: (i: number) => string): number {
  for (let i = 0; i < 1000; i++) {
    try {
      throttle.take(account(i), address(i), 0);
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(AppError);
      expect(thrown).toMatchObject({
        code: 'rate_limited',
        retryAfterSeconds: expect.any(Number),
        details: { limit: expect.stringMatching(/^tries-of-(pair|account|address)$/), retryAfterSeconds: expect.any(Number) },
      });
      return i;
    }
  }
  return 1000;
}

describe('SignInThrottle', () => {
  it('limits tries with one account from one address, with any account from one address, and with one account from anywhere', () => {
    expect(
      triesUntilRefused(
        new SignInThrottle({ signInTries: 10 }),
        () => 'a@x.y',
        () => '10.0.0.1',
      ),
    ).toBe(10);
    expect(
      triesUntilRefused(
        new SignInThrottle({ signInTries: 10 }),
        (i) => `a${i}@x.y`,
        () => '10.0.0.1',
      ),
    ).toBe(40);
    expect(
      triesUntilRefused(
        new SignInThrottle({ signInTries: 10 }),
        () => 'a@x.y',
        (i) => `10.0.1.${i}`,
      ),
    ).toBe(100);
  });

  it('never counts tries that were right', () => {
    const throttle = new SignInThrottle({ signInTries: 10 });
    for (let i = 0; i < 200; i++) {
      throttle.take('a@x.y', '10.0.0.1', 0);
      throttle.succeeded('a@x.y', '10.0.0.1', 0);
    }
    expect(() => throttle.take('a@x.y', '10.0.0.1', 0)).not.toThrow();
  });

  it('does not let strangers lock out an address from which the account has signed in', () => {
    const throttle = new SignInThrottle({ signInTries: 10 });
    throttle.take('a@x.y', '192.0.2.7', 0);
    throttle.succeeded('a@x.y', '192.0.2.7', 0);
    expect(
      triesUntilRefused(
        throttle,
        () => 'a@x.y',
        (i) => `10.0.1.${i}`,
      ),
    ).toBe(100);
    expect(() => throttle.take('a@x.y', '192.0.2.7', 0)).not.toThrow();
  });

  it('does not count a try that could not be checked', () => {
    const throttle = new SignInThrottle({ signInTries: 10 });
    for (let i = 0; i < 50; i++) {
      throttle.take('a@x.y', '192.0.2.7', 0);
      throttle.undo('a@x.y', '192.0.2.7', 0);
    }
    for (let i = 0; i < 10; i++) throttle.take('a@x.y', '192.0.2.7', 0);
    throttle.undo('a@x.y', '192.0.2.7', 0);
    throttle.take('a@x.y', '192.0.2.7', 0);
    expect(() => throttle.take('a@x.y', '192.0.2.7', 0)).toThrow();
  });

  it('knows when only the tries of others are in the way, and lets an address pass that is trusted', () => {
    const throttle = new SignInThrottle({ signInTries: 10 });
    expect(throttle.isHeldUpByOthers('a@x.y', '192.0.2.7', 0)).toBe(false);
    triesUntilRefused(
      throttle,
      () => 'a@x.y',
      (i) => `10.0.1.${i}`,
    );
    expect(throttle.isHeldUpByOthers('a@x.y', '192.0.2.7', 0)).toBe(true);
    expect(() => throttle.take('a@x.y', '192.0.2.7', 0)).toThrow(expect.objectContaining({ details: expect.objectContaining({ limit: 'tries-of-account' }) }));
    throttle.trust('a@x.y', '192.0.2.7');
    expect(throttle.isHeldUpByOthers('a@x.y', '192.0.2.7', 0)).toBe(false);
    expect(() => throttle.take('a@x.y', '192.0.2.7', 0)).not.toThrow();
  });
});
