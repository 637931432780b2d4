import type { Severity } from '@/lib/api/types';

/** The level, always as a word: never by colour alone. */
export function SeverityTag({ severity }: { severity: Severity }) {
  return <span className={`sev s-${severity}`}>{severity.toUpperCase()}</span>;
}
