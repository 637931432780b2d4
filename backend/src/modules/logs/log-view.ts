import { formatLogId } from './log-id.js';
import { severityOfNumber, type LogRecord, type LogView } from './log-record.js';

/** How much of a message lists and frames carry. */
export const VIEW_MESSAGE_BYTES_MAX = 8192;

const encoder = new TextEncoder();
let scratch = Buffer.allocUnsafe(VIEW_MESSAGE_BYTES_MAX);

/**
 * The longest beginning of `text` that is at most `bytesMax` bytes of UTF-8 and ends at a character; undefined when all of it fits.
 * The result is a copy: it does not keep a long text alive.
 */
export function truncateUtf8(text: string, bytesMax: number): string | undefined {
  // A UTF-16 unit takes at most three bytes of UTF-8, so short texts need no look at their characters.
  if (text.length * 3 <= bytesMax) return undefined;
  if (text.length <= bytesMax && Buffer.byteLength(text) <= bytesMax) return undefined;
  if (scratch.length < bytesMax) scratch = Buffer.allocUnsafe(bytesMax);
  const { written } = encoder.encodeInto(text, scratch.subarray(0, bytesMax));
  return scratch.toString('utf8', 0, written);
}

/** RFC 3339 in UTC; the ns beyond the ms appear only when there are some, without zeros at the end of six or nine digits. */
export function formatTimestamp(ms: number, nsBeyondMs: number): string {
  const text = new Date(ms).toISOString();
  if (nsBeyondMs === 0) return text;
  const digits = String(nsBeyondMs).padStart(6, '0');
  return `${text.slice(0, -1)}${digits.endsWith('000') ? digits.slice(0, 3) : digits}Z`;
}

/**
 * Shapes a record for HTTP answers and live frames: identity and times as text, empty optional fields left out.
 * @param messageBytesMax bytes of UTF-8 of the message that stay; beyond it `truncated` is set
 */
export function toLogView(record: LogRecord, messageBytesMax = VIEW_MESSAGE_BYTES_MAX): LogView {
  const shortened = truncateUtf8(record.message, messageBytesMax);
  const view: LogView = {
    id: formatLogId(record.observedAtMs, record.seq),
    timestamp: formatTimestamp(record.timestampMs, record.timestampNs),
    observedAt: new Date(record.observedAtMs).toISOString(),
    source: record.source,
    severity: severityOfNumber(record.severity),
    severityNumber: record.severity,
    message: shortened ?? record.message,
    metadata: record.metadata,
    ingest: record.ingest,
  };
  if (shortened !== undefined) view.truncated = true;
  if (record.host !== '') view.host = record.host;
  if (record.environment !== '') view.environment = record.environment;
  if (record.eventType !== '') view.eventType = record.eventType;
  if (record.userId !== '') view.userId = record.userId;
  if (record.traceId !== '') view.traceId = record.traceId;
  if (record.spanId !== '') view.spanId = record.spanId;
  if (record.metadataRest !== '') view.metadataRest = record.metadataRest;
  if (record.patternId !== '') view.patternId = record.patternId;
  return view;
}
