import type { LogView, MetadataValue } from '@/lib/api/types';
import { formatDuration } from '@/lib/format';
import { fullTime } from '@/lib/time';

export interface Field {
  name: string;
  /** As shown. */
  text: string;
  /** As copied. */
  value: string;
  note?: string;
  title?: string;
}

const PLAIN = ['host', 'environment', 'eventType', 'userId', 'traceId', 'spanId', 'patternId', 'ingest'] as const;

/** The fields of the record itself, in a fixed order; empty ones are left out. */
export function recordFields(log: LogView): Field[] {
  const late = Date.parse(log.observedAt) - Date.parse(log.timestamp);
  const sign = late < 0 ? '−' : '+';
  return [
    { name: 'timestamp', text: fullTime(log.timestamp), value: log.timestamp, title: `${log.timestamp} (UTC)` },
    {
      name: 'observedAt',
      text: fullTime(log.observedAt).slice(11),
      value: log.observedAt,
      note: `(${sign}${formatDuration(Math.abs(late))})`,
      title: `${log.observedAt} (UTC)`,
    },
    { name: 'source', text: log.source, value: log.source },
    { name: 'severity', text: log.severity, value: log.severity, note: `(${log.severityNumber})` },
    ...PLAIN.flatMap((name) => (log[name] ? [{ name, text: log[name], value: log[name] }] : [])),
    { name: 'id', text: log.id, value: log.id },
  ];
}

const TEXT_MAX = 2000;
const textOf = (value: MetadataValue): string => String(value);

/** Metadata in the order of its keys. Long values are cut on screen, not in what is copied. */
export function metadataFields(log: LogView): Field[] {
  return Object.entries(log.metadata)
    .map(([name, value]) => ({ name, text: textOf(value).slice(0, TEXT_MAX), value: textOf(value) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const MESSAGE_IN_JSON = 16_384;

/** JSON for the screen: a huge message is cut there, with a word about it. Copying takes the whole. */
export function shownJson(log: LogView): string {
  const long = log.message.length - MESSAGE_IN_JSON;
  return JSON.stringify(long > 0 ? { ...log, message: `${log.message.slice(0, MESSAGE_IN_JSON)}… ${long} more characters` } : log, null, 2);
}
