import type { AuditEvent } from '@/lib/api/account-types';

const KINDS: Record<string, string> = { system: 'the server itself', stranger: 'somebody unknown' };

/** Who acted: an address, the name of a key, or what kind of actor it was. */
export const actorName = ({ actor }: Pick<AuditEvent, 'actor'>): string => actor.name || KINDS[actor.kind] || actor.id || actor.kind;

/** What was acted on: `api-key 7f3c…`. Ids are cut, the details have them whole. */
export function targetText(target: AuditEvent['target']): string {
  if (!target) return '';
  const id = /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(target.id) ? `${target.id.slice(0, 8)}…` : target.id;
  return `${target.kind} ${id}`.trim();
}
