import type { LogView, MetadataValue } from '@/lib/api/types';
import { formatCount, formatDuration } from '@/lib/format';
import { shownText } from '@/lib/shown-text';
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
    { name: 'source', text: shownText(log.source), value: log.source },
    { name: 'severity', text: log.severity, value: log.severity, note: `(${log.severityNumber})` },
    ...PLAIN.flatMap((name) => (log[name] ? [{ name, text: shownText(log[name]), value: log[name] }] : [])),
    { name: 'id', text: log.id, value: log.id },
  ];
}

const TEXT_MAX = 2000;
const textOf = (value: MetadataValue): string => String(value);

const byNumber = new Intl.Collator('en', { numeric: true });

/** What is shown of a value; a long one ends with how much more there is, which copying takes along. */
function shortened(value: string): string {
  const left = value.length - TEXT_MAX;
  return left > 0 ? `${shownText(value.slice(0, TEXT_MAX))}… ${formatCount(left)} more characters` : shownText(value);
}

/** Metadata in the order of its keys, `key.2` before `key.10`. Long values are cut on screen, not in what is copied. */
export function metadataFields(log: LogView): Field[] {
  return Object.entries(log.metadata)
    .map(([name, value]) => ({ name, text: shortened(textOf(value)), value: textOf(value) }))
    .sort((a, b) => byNumber.compare(a.name, b.name));
}

const MESSAGE_IN_JSON = 16_384;

/** The keys beyond the limit, as JSON; cut on screen with a word about it. */
export function shownRest(rest: string): string {
  const left = rest.length - MESSAGE_IN_JSON;
  return left > 0 ? `${rest.slice(0, MESSAGE_IN_JSON)}… ${formatCount(left)} more characters: Copy JSON has them` : rest;
}

/** JSON for the screen: a huge message is cut there, with a word about it. Copying takes the whole. */
export function shownJson(log: LogView): string {
  const long = log.message.length - MESSAGE_IN_JSON;
  return JSON.stringify(long > 0 ? { ...log, message: `${log.message.slice(0, MESSAGE_IN_JSON)}… ${formatCount(long)} more characters` } : log, null, 2);
}
