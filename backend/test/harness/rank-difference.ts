/**
 * How far two samples are from one another, in standard deviations of what chance gives when there is no difference
 * (Mann-Whitney U, normal approximation). It looks at order only, so that a single slow answer changes nothing.
 */
export function rankDifference(a: readonly number[], b: readonly number[]): number {
  let wins = 0;
  for (const x of a) for (const y of b) wins += x > y ? 1 : x === y ? 0.5 : 0;
  const pairs = a.length * b.length;
  return (wins - pairs / 2) / Math.sqrt((pairs * (a.length + b.length + 1)) / 12);
}
