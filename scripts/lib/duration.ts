import { UsageError } from './find-server.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * Reads `90s`, `15m`, `24h`, `7d`, `500ms` or `0` as ms.
 * @throws UsageError that names the option
 */
export function parseDuration(text: string, option: string): number {
  if (text === '0') return 0;
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(text);
  if (!match) throw new UsageError(`${option} must be a time like 90s, 15m, 24h or 7d, not "${text}".`);
  return Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0);
}
