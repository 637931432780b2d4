import { SEVERITIES, type Severity, type SeverityCounts } from '@/lib/api/types';

/** What was seen in one second after the last histogram: counts that the server has confirmed or that were delivered. */
export interface SecondCounts {
  /** ms, end of that second by this browser's clock */
  at: number;
  counts: SeverityCounts;
}

export const noCounts = (): SeverityCounts => ({ trace: 0, debug: 0, info: 0, warn: 0, error: 0, fatal: 0 });

/** Adds `more` to `counts` in place. */
export function addCounts(counts: SeverityCounts, more: SeverityCounts): void {
  for (const severity of SEVERITIES) counts[severity] += more[severity];
}

/** Only the severities that pass; all when the list is empty. */
export function maskCounts(counts: SeverityCounts, severity: readonly Severity[]): SeverityCounts {
  if (severity.length === 0) return counts;
  const masked = noCounts();
  for (const name of severity) masked[name] = counts[name];
  return masked;
}

export const sumCounts = (counts: SeverityCounts): number => SEVERITIES.reduce((sum, severity) => sum + counts[severity], 0);
