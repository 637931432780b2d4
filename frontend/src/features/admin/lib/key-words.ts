import type { ApiKey, Scope } from '@/lib/api/account-types';
import { formatBytes, formatCount } from '@/lib/format';
import type { Standing } from './person-words';

export const SCOPE_TEXT: Record<Scope, string> = {
  ingest: 'Send logs',
  read: 'Search, live view and all other reading',
  admin: 'Everything that an admin can do',
};

/** Whether a key works at a moment (ms), and if not, why. */
export function keyStanding(key: Pick<ApiKey, 'revokedAt' | 'expiresAt'>, now: number): Standing {
  if (key.revokedAt) return { kind: 'off', text: 'Revoked' };
  if (key.expiresAt && Date.parse(key.expiresAt) <= now) return { kind: 'off', text: 'Expired' };
  return { kind: 'on', text: 'Active' };
}

/** What is put on every log of a key: `source shop · environment prod`. */
export function fixedText(key: Pick<ApiKey, 'source' | 'environment'>): string {
  return [key.source && `source ${key.source}`, key.environment && `environment ${key.environment}`].filter(Boolean).join(' · ');
}

/** How much a key may send: `5.0 MB/s · 2,000 logs/s`; empty for as much as it likes. */
export function limitText(key: Pick<ApiKey, 'bytesPerSecond' | 'recordsPerSecond'>): string {
  const parts = [key.bytesPerSecond ? `${formatBytes(key.bytesPerSecond)}/s` : '', key.recordsPerSecond ? `${formatCount(key.recordsPerSecond)} logs/s` : ''];
  return parts.filter(Boolean).join(' · ');
}

/** A command that tries a new key: sends a log where it may, else reads some. */
export function curlOf(origin: string, key: string, scopes: readonly Scope[], source: string | null): string {
  if (!scopes.includes('ingest')) return `curl -H 'Authorization: Bearer ${key}' \\\n  '${origin}/api/v1/logs/recent?limit=5'`;
  const record = JSON.stringify({ source: source ?? 'my-service', severity: 'info', message: 'Hello from curl' });
  const quoted = record.replaceAll("'", "'\\''");
  return `curl '${origin}/api/v1/logs/ingest' \\\n  -H 'Authorization: Bearer ${key}' \\\n  -H 'Content-Type: application/json' \\\n  -d '${quoted}'`;
}

/** A count from a field: undefined when it is empty, NaN when it is no whole number of 1 or more. */
export function countOf(text: string): number | undefined {
  const trimmed = text.trim();
  if (!trimmed) return undefined;
  return /^\d+$/.test(trimmed) && Number(trimmed) > 0 && Number(trimmed) <= 2_147_483_647 ? Number(trimmed) : Number.NaN;
}
