import { decideTry, forgiveTry, type TryBucket } from './decide-try.js';

const limit = { tries: 3, windowMs: 30_000 };

function afterTries(count: number, nowMs: number): TryBucket | undefined {
  let bucket: TryBucket | undefined;
  for (let i = 0; i < count; i++) {
    const decision = decideTry(bucket, nowMs, limit);
    if (!decision.allowed) throw new Error('refused too early');
    bucket = decision.bucket;
  }
  return bucket;
}

describe('decideTry', () => {
  it('allows the tries of a window at once and says when the next is free', () => {
    const full = afterTries(3, 1000);
    expect(decideTry(full, 1000, limit)).toEqual({ allowed: false, retryAfterSeconds: 10 });
    expect(decideTry(full, 10_999, limit)).toEqual({ allowed: false, retryAfterSeconds: 1 });
    expect(decideTry(full, 11_000, limit).allowed).toBe(true);
  });

  it('has forgotten everything after a window', () => {
    expect(decideTry(afterTries(3, 0), 30_000, limit)).toEqual({ allowed: true, bucket: { level: 1, atMs: 30_000 } });
  });

  it('is not fooled by a clock that is set back', () => {
    expect(decideTry(afterTries(3, 60_000), 0, limit).allowed).toBe(false);
  });
});

describe('forgiveTry', () => {
  it('frees one try and drops an empty bucket', () => {
    expect(decideTry(forgiveTry(afterTries(3, 0), 0, limit), 0, limit).allowed).toBe(true);
    expect(forgiveTry(afterTries(1, 0), 0, limit)).toBeUndefined();
  });
});
