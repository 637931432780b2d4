import type { Counter, CountStore, SubjectKind } from '../../src/modules/limits/store/count-store.js';

/** A moment of no importance, but for its size: stores must keep every digit of it. */
const NOW = Date.UTC(2026, 10, 25, 9, 41, 24, 871);
const POLICY = { limit: 3, windowMs: 60_000 };

let subjects = 0;
const counter = (over: Partial<Counter> = {}, kind: SubjectKind = 'key'): Counter => ({
  group: 'general',
  subject: { kind, id: `id ${++subjects}:/64`, name: 'Shop "1"', tenant: 'one' },
  ...over,
});

/** What every store of counts must do. @param make a store; it may hold what others have counted */
export function describeCountStore(name: string, make: () => CountStore): void {
  describe(name, () => {
    let store: CountStore;
    beforeAll(() => (store = make()));

    const counted = async (one: Counter, times: number, nowMs = NOW) => {
      for (let i = 0; i < times; i++) await store.count(one, POLICY, nowMs);
    };
    const listed = async (one: Counter, nowMs = NOW) => (await store.list(nowMs)).filter(({ subject }) => subject.id === one.subject.id);

    it('allows as many calls as the limit in a window, and says when it ends', async () => {
      const one = counter();
      const answers = [];
      for (const afterMs of [0, 10_000, 59_999, 59_999]) answers.push(await store.count(one, POLICY, NOW + afterMs));
      const resetAtMs = NOW + 60_000;
      expect(answers).toEqual([
        { allowed: true, used: 1, resetAtMs },
        { allowed: true, used: 2, resetAtMs },
        { allowed: true, used: 3, resetAtMs },
        { allowed: false, used: 3, resetAtMs },
      ]);
    });

    it('begins anew with the first call after a window', async () => {
      const one = counter();
      await counted(one, 5);
      expect(await store.count(one, POLICY, NOW + 60_000)).toEqual({ allowed: true, used: 1, resetAtMs: NOW + 120_000 });
    });

    it('allows no call more when many come at once', async () => {
      const one = counter();
      const answers = await Promise.all(Array.from({ length: 20 }, () => store.count(one, POLICY, NOW)));
      expect(answers.filter(({ allowed }) => allowed).length).toBe(3);
    });

    it('counts groups, kinds and subjects apart', async () => {
      const one = counter();
      await counted(one, 3);
      for (const other of [{ ...one, group: 'search' as const }, { ...one, subject: { ...one.subject, kind: 'user' as const } }, counter()]) {
        expect(await store.count(other, POLICY, NOW)).toMatchObject({ allowed: true, used: 1 });
      }
    });

    it('takes a limit that was raised at once', async () => {
      const one = counter();
      await counted(one, 4);
      expect(await store.count(one, { ...POLICY, limit: 5 }, NOW)).toMatchObject({ allowed: true, used: 4 });
    });

    it('keeps nobody out for longer than a window when the clock is set back', async () => {
      const one = counter();
      await counted(one, 3, NOW + 3_600_000);
      expect(await store.count(one, POLICY, NOW)).toEqual({ allowed: true, used: 1, resetAtMs: NOW + 60_000 });
    });

    it('lists what is being counted, with whom it is for, and no longer than its window', async () => {
      const one = counter();
      const two = counter({}, 'address');
      two.subject.tenant = null;
      await counted(one, 2);
      await counted(two, 9, NOW + 1000);
      expect(await listed(one)).toEqual([{ ...one, used: 2, resetAtMs: NOW + 60_000 }]);
      expect(await listed(two)).toEqual([{ ...two, used: 3, resetAtMs: NOW + 61_000 }]);
      expect(await listed(one, NOW + 60_000)).toEqual([]);
      const order = (await store.list(NOW)).map(({ subject }) => subject.id);
      expect(order.indexOf(one.subject.id)).toBeLessThan(order.indexOf(two.subject.id));
    });

    it('forgets what is reset, and nothing else', async () => {
      const [one, two] = [counter(), counter()];
      await counted(one, 3);
      await counted(two, 3);
      await store.reset([one]);
      expect(await listed(one)).toEqual([]);
      expect(await store.count(one, POLICY, NOW)).toMatchObject({ allowed: true, used: 1 });
      expect(await store.count(two, POLICY, NOW)).toMatchObject({ allowed: false });
      await store.reset([]);
    });
  });
}
