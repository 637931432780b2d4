/** A window of a limit: `a minute`, `an hour`, `in 30 s`. */
export function windowText(seconds: number): string {
  if (seconds === 1) return 'a second';
  if (seconds === 60) return 'a minute';
  if (seconds === 3600) return 'an hour';
  if (seconds === 86_400) return 'a day';
  return seconds % 60 === 0 ? `in ${seconds / 60} min` : `in ${seconds} s`;
}

const SUBJECTS: Record<string, string> = { user: 'person', session: 'signed-in browser', key: 'API key', address: 'network address' };

/** What kind of caller is counted, in words. */
export const subjectName = (kind: string): string => SUBJECTS[kind] ?? kind;

/** How much of a limit is used, 0 to 1. */
export const shareOf = (used: number, limit: number): number => (limit <= 0 ? 0 : Math.min(1, Math.max(0, used / limit)));

export type Pressure = 'free' | 'near' | 'held';

/** Whether a count holds its subject back, or soon will. */
export function pressureOf(used: number, limit: number): Pressure {
  if (limit > 0 && used >= limit) return 'held';
  return shareOf(used, limit) >= 0.8 ? 'near' : 'free';
}
