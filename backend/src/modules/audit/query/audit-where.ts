import type { Prisma } from '../../../generated/prisma/client.js';
import type { Principal } from '../../../platform/http/principal.js';
import { parseTimeRange } from '../../logs/query/time-range.js';
import type { AuditFilterDto } from '../dto/audit-query.dto.js';

type Where = Prisma.AuditEventWhereInput;

/** Beyond these years the database and JavaScript write dates in different ways. */
const LATEST_MS = Date.parse('9999-12-31T00:00:00Z');
const WORDS_MAX = 20;

const SEARCHED = ['action', 'actorName', 'actorId', 'targetKind', 'targetId'] as const;

const dateOf = (ms: number): Date => new Date(Math.min(ms, LATEST_MS));

/** `%` and `_` of a reader are meant as they are. */
const literally = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/**
 * The events that a caller may see at all: those of their tenant. The owner of the instance also sees those of no tenant, such as
 * sign-ins of unknown people; nobody sees those of another tenant.
 */
function visibleTo(caller: Principal): Where {
  const isOwner = caller.kind === 'user' && caller.isOwner;
  return isOwner ? { OR: [{ tenantId: caller.tenant }, { tenantId: null }] } : { tenantId: caller.tenant };
}

const hasWord = (word: string): Where => ({ OR: SEARCHED.map((field) => ({ [field]: { contains: literally(word), mode: 'insensitive' } })) });

/** The condition of a list of audit events. @throws AppError invalid_query for a time that is none */
export function auditWhere(caller: Principal, filter: AuditFilterDto, nowMs: number): Where {
  const { query = '', action, actor, outcome } = filter;
  const { fromMs, toMs } = parseTimeRange(filter.from, filter.to, nowMs);
  const words = query.split(/\s+/).filter(Boolean).slice(0, WORDS_MAX);
  const conditions: Where[] = [visibleTo(caller), ...words.map(hasWord)];
  if (action) conditions.push({ OR: [{ action }, { action: { startsWith: `${literally(action)}.` } }] });
  if (actor) conditions.push({ OR: [{ actorId: actor }, { actorName: { equals: literally(actor), mode: 'insensitive' } }] });
  if (outcome) conditions.push({ outcome });
  if (fromMs !== undefined) conditions.push({ at: { gte: dateOf(fromMs) } });
  if (toMs !== undefined) conditions.push({ at: { lt: dateOf(toMs) } });
  return { AND: conditions };
}
