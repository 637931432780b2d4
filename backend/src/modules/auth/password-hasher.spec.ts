import { PasswordHasher } from './password-hasher.js';

describe('PasswordHasher', () => {
  const passwords = new PasswordHasher();

  it('makes argon2id hashes and knows their passwords', async () => {
    const hash = await passwords.hash('correct horse');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.verify(hash, 'correct horse')).toBe(true);
    expect(await passwords.verify(hash, 'correct horsf')).toBe(false);
  });

  it('is never right when there is no account', async () => {
    expect(await passwords.verify(undefined, 'anything')).toBe(false);
  });

  it('refuses more than it can check in a while, and goes on afterwards', async () => {
    const hash = await passwords.hash('x');
    const results = await Promise.allSettled(Array.from({ length: 40 }, () => passwords.verify(hash, 'x')));
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused).toHaveLength(8);
    expect(refused[0]).toMatchObject({ code: 'overloaded', retryAfterSeconds: 2 });
    expect(await passwords.verify(hash, 'x')).toBe(true);
  });
});
