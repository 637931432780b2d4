import { ApiError, errorOf } from './error';
import { accessToken } from './session';
import type { Health, Histogram, LogFilter, LogView, SearchPage, SeverityBreakdown, SourceList } from './types';

type Parameters = Record<string, string | number | boolean | readonly string[] | undefined>;

/** Query text of an address; lists are repeated, empty values left out. */
export function toQuery(parameters: Parameters): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === '' || value === false) continue;
    for (const item of Array.isArray(value) ? value : [value]) search.append(name, String(item));
  }
  const text = search.toString();
  return text ? `?${text}` : '';
}

async function send(path: string, token: string, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(path, { headers: { authorization: `Bearer ${token}` }, signal: signal ?? null });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, 'unreachable', 'The server does not answer.');
  }
}

/** One authenticated read. A refused token is renewed once; a second refusal is the answer. */
async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  let response = await send(path, await accessToken(), signal);
  if (response.status === 401) response = await send(path, await accessToken({ renew: true }), signal);
  if (!response.ok) throw await errorOf(response);
  return response.json();
}

const filterParameters = (filter: LogFilter): Parameters => ({ ...filter });

export interface SearchOptions {
  cursor?: string;
  limit?: number;
  /** A gap in arrival order: after the first id, up to and with the second. */
  arrivedAfter?: string;
  arrivedBefore?: string;
}

export const searchLogs = (filter: LogFilter, options: SearchOptions = {}, signal?: AbortSignal): Promise<SearchPage> =>
  get(`/api/v1/logs/search${toQuery({ ...filterParameters(filter), ...options })}`, signal);

export const getHistogram = (filter: LogFilter, interval: string, signal?: AbortSignal): Promise<Histogram> =>
  get(`/api/v1/logs/histogram${toQuery({ ...filterParameters(filter), interval })}`, signal);

export const getSeverityBreakdown = (filter: LogFilter, signal?: AbortSignal): Promise<SeverityBreakdown> =>
  get(`/api/v1/logs/severity-breakdown${toQuery(filterParameters(filter))}`, signal);

export const getSources = (filter: LogFilter, limit: number, signal?: AbortSignal): Promise<SourceList> =>
  get(`/api/v1/logs/sources${toQuery({ ...filterParameters(filter), limit })}`, signal);

export const getLog = (id: string, signal?: AbortSignal): Promise<LogView> => get(`/api/v1/logs/${encodeURIComponent(id)}`, signal);

export const getRecent = (limit: number, signal?: AbortSignal): Promise<{ items: LogView[] }> => get(`/api/v1/logs/recent${toQuery({ limit })}`, signal);

/** Public; answers with a body when degraded (503) too. */
export async function getHealth(signal?: AbortSignal): Promise<Health> {
  const response = await fetch('/health', { signal: signal ?? null });
  return response.json();
}
