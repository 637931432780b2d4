import { mintTenantId } from '../../../platform/tenancy/tenant.js';
import type { LogRecord, LogView } from '../../logs/log-record.js';
import { LogScope } from '../../logs/log-scope.js';
import { toLogView } from '../../logs/log-view.js';
import { LiveRow } from '../live-row.js';

/** A time that tests begin at. */
export const T0 = Date.UTC(2026, 10, 21, 9);

export function aRecord(overrides: Partial<LogRecord> = {}): LogRecord {
  return {
    observedAtMs: T0,
    seq: 0,
    timestampMs: T0,
    timestampNs: 0,
    source: 'api',
    host: '',
    environment: '',
    severity: 9,
    message: 'hello world',
    eventType: '',
    userId: '',
    traceId: '',
    spanId: '',
    metadata: {},
    metadataRest: '',
    patternId: '',
    ingest: 'http',
    ...overrides,
  };
}

export const aView = (overrides: Partial<LogRecord> = {}): LogView => toLogView(aRecord(overrides));

/** What a user of a tenant may see, with a limit or without. */
export const aScope = (tenant = 'one', limitQuery = ''): LogScope => LogScope.of({ kind: 'user', tenant: mintTenantId(tenant), limitQuery });

/** Rows that arrived one after the other: their seq counts up from `firstSeq`. */
export function someRows(count: number, firstSeq = 0, overrides: Partial<LogRecord> = {}): LiveRow[] {
  return Array.from({ length: count }, (_, i) => new LiveRow(aRecord({ seq: firstSeq + i, ...overrides })));
}
