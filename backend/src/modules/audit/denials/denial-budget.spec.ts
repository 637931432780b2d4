import { DenialBudget } from './denial-budget.js';

const taken = (budget: DenialBudget, subjects: string[], nowMs: number) => subjects.filter((subject) => budget.take(subject, nowMs)).length;

describe('denials that are written down', () => {
  it('are twenty of one sender, then two a minute', () => {
    const budget = new DenialBudget();
    const flood = Array.from({ length: 1000 }, () => 'a');
    expect(taken(budget, flood, 0)).toBe(20);
    expect(taken(budget, flood, 60_000)).toBe(2);
    expect(budget.take('b', 60_000)).toBe(true);
  });

  it('are bounded over all senders too, however many there are', () => {
    const budget = new DenialBudget();
    const many = Array.from({ length: 50_000 }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
    expect(taken(budget, many, 0)).toBe(300);
    expect(taken(budget, many, 3_600_000)).toBe(300);
    const hour = Array.from({ length: 3600 }, (_, second) => taken(budget, [`x${second}`, `y${second}`], 3_600_000 + second * 1000));
    expect(hour.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(1800);
  });

  it('do not change when a clock goes back', () => {
    const budget = new DenialBudget();
    taken(
      budget,
      Array.from({ length: 20 }, () => 'a'),
      1_000_000,
    );
    expect(budget.take('a', 0)).toBe(false);
  });
});
