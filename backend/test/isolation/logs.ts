import type { ClickHouseClient } from '@clickhouse/client';
import { formatLogId } from '../../src/modules/logs/log-id.js';
import type { LogRecord } from '../../src/modules/logs/log-record.js';
import type { LogStore } from '../../src/modules/logs/store/log-store.js';
import { encodeRow } from '../../src/modules/logs/store/encode-row.js';
import { mintTenantId } from '../../src/platform/tenancy/tenant.js';
import type { Party } from './party.js';

/** The same moment in all worlds of a run, so that ids and buckets are the same. */
export const BASE_MS = Math.floor(Date.now() / 60_000) * 60_000 - 10 * 60_000;

const SEVERITIES = [9, 17, 21];

function record(mark: string, source: string, seq: number, severity: number): LogRecord {
  const empty = { host: '', environment: '', eventType: '', spanId: '', metadataRest: '', patternId: '' };
  const facts = { userId: `${mark}-person`, traceId: `${mark}-trace`, metadata: { [`${mark}_key`]: mark }, ingest: 'http' };
  return { ...empty, ...facts, observedAtMs: BASE_MS + seq, seq, timestampMs: BASE_MS + seq, timestampNs: 0, source, severity, message: `${mark} ${seq}` };
}

/** Some logs of a party that are always the same. */
export const recordsOf = ({ mark, digit }: Party): LogRecord[] =>
  SEVERITIES.map((severity, i) => record(mark, `${mark}-api`, Number.parseInt(digit, 16) * 100 + i, severity));

/** Logs of a party that its limited user may not see: by their source, and by a word. */
export const hiddenRecords = (): LogRecord[] => [record('secret', 'secret-api', 5000, 21), record('hidden', 'own-api', 5001, 13)];

export const logIdsOf = (records: readonly LogRecord[]): string[] => records.map(({ observedAtMs, seq }) => formatLogId(observedAtMs, seq));

export async function storeLogs(store: LogStore, tenant: string, records: readonly LogRecord[]): Promise<void> {
  const body = records.map((r) => Buffer.from(encodeRow(mintTenantId(tenant), r, 7)));
  await store.insert({ token: `isolation-${tenant}-${records[0]?.seq}`, body, rows: records.length });
}

/** Tables of the log store that hold data. */
export async function logTables(client: ClickHouseClient): Promise<string[]> {
  const query = `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine NOT LIKE '%View' AND name NOT LIKE 'schema_migration%'`;
  return (await (await client.query({ query, format: 'JSONEachRow' })).json<{ name: string }>()).map(({ name }) => name);
}
