import type { IncomingHttpHeaders } from 'node:http';

/** One record the server will not take. */
export interface Rejection {
  index: number;
  code: string;
  message: string;
}

/** What to do after one attempt. */
export type Answer =
  | { kind: 'done'; accepted: number; rejected: Rejection[] }
  | { kind: 'too-large'; message: string }
  | { kind: 'refused'; status: number; message: string }
  | { kind: 'retry'; reason: string; retryAfterMs: number | undefined };

const AGAIN = new Set([408, 425, 429]);

/**
 * Reads the answer of the ingest endpoint. Only a body that counts what was taken is an acknowledgement: a 200 of a proxy is not.
 * @param now ms since 1970, for a `Retry-After` that is a date
 */
export function readAnswer(url: string, response: { statusCode?: number | undefined; headers: IncomingHttpHeaders }, text: string, now: number): Answer {
  const status = response.statusCode ?? 0;
  const body = parseObject(text);
  if (status >= 200 && status < 300) {
    if (typeof body?.['accepted'] === 'number') return { kind: 'done', accepted: body['accepted'], rejected: rejections(body['rejected']) };
    return { kind: 'refused', status, message: `${url} answered ${status} without saying what it took: is it a LogStream server?` };
  }
  const error = asObject(body?.['error']);
  const said = typeof error?.['message'] === 'string' ? error['message'] : text.slice(0, 200).trim();
  const message = `${url} answered ${status}${said ? `: ${said}` : ''}`;
  if (AGAIN.has(status) || status >= 500) return { kind: 'retry', reason: message, retryAfterMs: retryAfterMs(response.headers['retry-after'], now) };
  if (status === 413) return { kind: 'too-large', message: said || 'too large' };
  // 400 with a reason for each record: the call was understood, these records are bad, the next batch may be good.
  const each = rejections(body?.['rejected'] ?? asObject(error?.['details'])?.['rejected'] ?? error?.['details']);
  if (status === 400 && each.length > 0) return { kind: 'done', accepted: 0, rejected: each };
  const hint = status === 401 || status === 403 ? ' Check the ingest token (--token, INGEST_TOKEN or DATA_DIR/ingest-token).' : '';
  return { kind: 'refused', status, message: message + hint };
}

/** `Retry-After` in ms: seconds or a date (RFC 9110 section 10.2.3); undefined when missing or unreadable. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function rejections(value: unknown): Rejection[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    const one = asObject(item);
    if (typeof one?.['index'] !== 'number') return [];
    return [{ index: one['index'], code: String(one['code'] ?? 'rejected'), message: String(one['message'] ?? '') }];
  });
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : undefined;
}
