import type { AuditEvent } from '@/lib/api/account-types';

const KINDS: Record<string, string> = { system: 'the server itself', stranger: 'somebody unknown' };

/** Who acted: an address, the name of a key, or what kind of actor it was. */
export const actorName = ({ actor }: Pick<AuditEvent, 'actor'>): string => actor.name || KINDS[actor.kind] || actor.id || actor.kind;

const LABELS = ['name', 'email', 'username', 'recipient'];

/** What a reader knows a thing by, where the event has it. */
function labelIn(facts: unknown): string | undefined {
  if (typeof facts !== 'object' || facts === null) return undefined;
  const found = LABELS.map((name) => Object.entries(facts).find(([key]) => key === name)?.[1]).find((value) => typeof value === 'string' && value !== '');
  return typeof found === 'string' ? found : undefined;
}

/** What was acted on, by its name as it was or became, else by its id: `api-key checkout`, `session 7f3c1a90…`. The details have the whole id. */
export function targetText({ target, before, after }: Pick<AuditEvent, 'target' | 'before' | 'after'>): string {
  if (!target) return '';
  const id = /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(target.id) ? `${target.id.slice(0, 8)}…` : target.id;
  return `${target.kind} ${labelIn(before) ?? labelIn(after) ?? id}`.trim();
}
