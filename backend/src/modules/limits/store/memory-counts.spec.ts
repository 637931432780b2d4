import { describeCountStore } from '../../../../test/contracts/count-store.js';
import { MemoryCounts } from './memory-counts.js';

describeCountStore('MemoryCounts', () => new MemoryCounts());

describe('the memory of MemoryCounts', () => {
  const policy = { limit: 1, windowMs: 60_000 };
  const address = (id: string) => ({ group: 'sign-in' as const, subject: { kind: 'address' as const, id, name: id, tenant: null } });

  it('is bounded: the window that began longest ago goes first', () => {
    const counts = new MemoryCounts(3);
    for (const id of ['a', 'b', 'c', 'd']) counts.count(address(id), policy, 0);
    expect([counts.count(address('d'), policy, 0), counts.count(address('a'), policy, 0)]).toMatchObject([{ allowed: false }, { allowed: true }]);
  });

  it('lets made-up addresses push out no key and no other group', () => {
    const counts = new MemoryCounts(3);
    const key = { group: 'sign-in' as const, subject: { kind: 'key' as const, id: 'k', name: 'k', tenant: 'one' } };
    counts.count(key, policy, 0);
    counts.count({ ...address('x'), group: 'register' }, policy, 0);
    for (let i = 0; i < 50; i++) counts.count(address(`10.0.0.${i}`), policy, 0);
    expect(counts.count(key, policy, 0).allowed).toBe(false);
    expect(counts.count({ ...address('x'), group: 'register' }, policy, 0).allowed).toBe(false);
  });

  it('answers at once', () => {
    expect(new MemoryCounts().count(address('a'), policy, 0)).not.toBeInstanceOf(Promise);
  });
});
