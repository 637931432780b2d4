import type { Entry } from './join-lines.ts';
import { parseLine } from './parse-line.ts';
import type { TimeContext } from './parse-time.ts';

/** What is said about every record of one input. */
export interface RecordDefaults {
  /** Source of records that name none. */
  source: string;
  /** True when a person gave the source; a syslog line's program then does not replace it. */
  sourceGiven: boolean;
  host: string;
  environment: string | undefined;
}

/** Most bytes of one record on the wire; the server's limit is 8 MiB with all its columns. */
export const RECORD_BYTES_MAX = 8_000_000;

const SOURCE_KEYS = ['source', 'service', 'service.name', 'serviceName', 'service_name', 'app', 'appname', 'application', 'logger', 'logger_name', 'ddsource'];
const HOST_KEYS = ['host', 'hostname', 'host.name', 'k8s.pod.name', 'kubernetes.pod_name', 'pod'];
const ENVIRONMENT_KEYS = ['environment', 'env', 'deployment.environment', 'deployment.environment.name'];

/** Makes the JSON line that is sent for an entry. The same entry, defaults and context give the same bytes. */
export function buildRecord(entry: Entry, defaults: RecordDefaults, context: TimeContext): string {
  const json = entry.cutBytes === 0 ? passJson(entry.text, defaults) : undefined;
  if (json !== undefined && Buffer.byteLength(json) <= RECORD_BYTES_MAX) return json;
  const line = parseLine(entry.text, context);
  if (line.program !== undefined && defaults.sourceGiven) line.metadata['program'] = line.program;
  const record = {
    timestamp: line.timestamp,
    source: defaults.sourceGiven ? defaults.source : (line.program ?? defaults.source),
    host: line.host ?? defaults.host,
    environment: defaults.environment,
    severity: line.severity,
    message: line.message,
    metadata: line.metadata,
  };
  const text = JSON.stringify(cutMark(record, entry.cutBytes));
  const excess = Buffer.byteLength(text) - RECORD_BYTES_MAX;
  if (excess <= 0) return text;
  return fit(record, entry.cutBytes);
}

/** A JSON object goes on as it was written (long numbers keep their digits); only fields that are missing are added. */
function passJson(text: string, defaults: RecordDefaults): string | undefined {
  if (!text.startsWith('{') || !text.trimEnd().endsWith('}')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const names = new Set(Object.keys(value));
  const added: Record<string, string> = {};
  if (!SOURCE_KEYS.some((key) => names.has(key))) added['source'] = defaults.source;
  if (!HOST_KEYS.some((key) => names.has(key))) added['host'] = defaults.host;
  if (defaults.environment !== undefined && !ENVIRONMENT_KEYS.some((key) => names.has(key))) added['environment'] = defaults.environment;
  // One record is one line of NDJSON; line ends can only be between the fields, as strings may not hold them.
  const body = text.trim().replace(/\r?\n/g, ' ').slice(1);
  const head = JSON.stringify(added);
  if (head === '{}') return `{${body}`;
  return names.size === 0 ? head : `${head.slice(0, -1)},${body}`;
}

interface Draft {
  message: string;
  metadata: Record<string, string | number>;
}

function cutMark<T extends Draft>(record: T, cutBytes: number): T {
  if (cutBytes === 0) return record;
  return { ...record, message: `${record.message} … [cut: ${cutBytes} bytes more]`, metadata: { ...record.metadata, cutBytes } };
}

/** Shortens the message until the record fits; escapes make text up to six times longer on the wire. */
function fit(record: Draft, cutBefore: number): string {
  let low = 0;
  let high = record.message.length;
  const at = (length: number): string => {
    const kept = record.message.slice(0, length).toWellFormed();
    const cut = cutBefore + Buffer.byteLength(record.message) - Buffer.byteLength(kept);
    return JSON.stringify(cutMark({ ...record, message: kept }, cut));
  };
  while (high - low > 1024) {
    const middle = (low + high) >> 1;
    if (Buffer.byteLength(at(middle)) <= RECORD_BYTES_MAX) low = middle;
    else high = middle;
  }
  return at(low);
}
