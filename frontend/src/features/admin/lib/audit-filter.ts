import type { AuditFilter } from '@/lib/api/account-types';
import { isoOf } from './local-time';

/** The names of an audit view in its address; from and to are local times, as their inputs have them. */
export const AUDIT_FIELDS = ['query', 'action', 'actor', 'outcome', 'from', 'to'] as const;
export type AuditField = (typeof AUDIT_FIELDS)[number];

export const OUTCOMES: readonly (readonly [string, string])[] = [
  ['', 'Any outcome'],
  ['ok', 'Done'],
  ['denied', 'Denied'],
  ['failed', 'Failed'],
];

/** What an address asks for. Unknown outcomes and times that are none are left out. */
export function auditFilterOf(search: URLSearchParams): AuditFilter {
  const outcome = search.get('outcome') ?? '';
  const filter: AuditFilter = {
    query: search.get('query') ?? undefined,
    action: search.get('action') ?? undefined,
    actor: search.get('actor') ?? undefined,
    outcome: OUTCOMES.some(([known]) => known !== '' && known === outcome) ? outcome : undefined,
    from: isoOf(search.get('from') ?? ''),
    to: isoOf(search.get('to') ?? ''),
  };
  for (const field of AUDIT_FIELDS) if (!filter[field]) delete filter[field];
  return filter;
}

export const hasFilter = (filter: AuditFilter): boolean => Object.keys(filter).length > 0;
