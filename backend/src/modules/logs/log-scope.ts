import { AppError } from '../../platform/errors/app-error.js';
import type { Principal } from '../../platform/http/principal.js';
import type { TenantId } from '../../platform/tenancy/tenant.js';
import type { Severity } from './log-record.js';
import { andFilters, EVERYTHING, type LogFilter, type SourceClause, type Term } from './query/log-filter.js';
import { parseFilter } from './query/parse-filter.js';
import { printFilter } from './query/print-filter.js';

/** Most characters of a limit: it travels in every access token. */
export const LIMIT_QUERY_LENGTH_MAX = 1000;

/** Whose logs, and which of them. */
type Reader = { kind: 'user'; tenant: TenantId; limitQuery: string } | { kind: 'key'; tenant: TenantId };

/**
 * What a caller may see: the logs of a tenant, within the limit of a user. It is made of a principal and of nothing else, every
 * read of logs takes one, and no filter can be compiled before it was narrowed by one: a read that forgets either does not compile.
 */
export class LogScope {
  /** Names the scope: equal for callers who see the same. Whatever is shared or cached by what it shows needs it in its key. */
  readonly key: string;
  /** Makes the type one of its own, which no look-alike fits. */
  protected readonly minted = true;

  private constructor(
    readonly tenant: TenantId,
    /** What every log that is seen or counted must pass. */
    readonly limit: LogFilter,
  ) {
    this.key = `${tenant} ${printFilter(limit)}`;
  }

  /** The scope of who calls. @throws AppError forbidden when the limit of a user cannot be read: then nothing may be seen */
  static of(caller: Principal | Reader): LogScope {
    return new LogScope(caller.tenant, caller.kind === 'user' ? readLimit(caller.limitQuery) : EVERYTHING);
  }

  /** True when all logs of the tenant may be seen. */
  get isWholeTenant(): boolean {
    return this.key === `${this.tenant} `;
  }

  /** What somebody asks for, of what they may see. */
  narrow(filter: LogFilter = EVERYTHING): ScopedFilter {
    return ScopedFilter.within(this, filter);
  }
}

/** A filter with a tenant and within a limit. Only these are compiled; only a LogScope makes them. */
export class ScopedFilter implements LogFilter {
  readonly terms: readonly Term[];
  readonly severities: readonly Severity[];
  readonly sources: readonly SourceClause[];
  protected readonly minted = true;

  private constructor(
    readonly tenant: TenantId,
    { terms, severities, sources }: LogFilter,
  ) {
    this.terms = terms;
    this.severities = severities;
    this.sources = sources;
  }

  /** @see LogScope.narrow */
  static within(scope: LogScope, filter: LogFilter): ScopedFilter {
    return new ScopedFilter(scope.tenant, andFilters(scope.limit, filter));
  }
}

function readLimit(limitQuery: string): LogFilter {
  if (limitQuery === '') return EVERYTHING;
  try {
    return parseFilter({ query: limitQuery }, { strict: true });
  } catch (cause) {
    throw new AppError('forbidden', 'The limit of your account cannot be read, so no logs are shown. Ask an administrator to set it again.', {
      details: { reason: 'limit_unreadable' },
      cause,
    });
  }
}

/**
 * Checks a limit before it is given to somebody.
 * @returns the text to store: the limit in the one way to write it, empty when it does not limit
 * @throws AppError invalid_query with details.field `limitQuery`, and the position
 */
export function checkLimitQuery(text: string): string {
  const field = { field: 'limitQuery' };
  if (text.length > LIMIT_QUERY_LENGTH_MAX) {
    const details = { ...field, limit: LIMIT_QUERY_LENGTH_MAX };
    throw new AppError('invalid_query', `A limit has at most ${LIMIT_QUERY_LENGTH_MAX} characters.`, { details });
  }
  try {
    return printFilter(parseFilter({ query: text }, { strict: true }));
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    const facts = typeof cause.details === 'object' ? cause.details : {};
    throw new AppError('invalid_query', `This limit cannot be read. ${cause.message}`, { details: { ...facts, ...field }, cause });
  }
}
