import { request, toQuery, type Parameters } from './request';
import type { Health, Histogram, LogFilter, LogView, SearchPage, SeverityBreakdown, SourceList } from './types';

const get = <T>(path: string, signal?: AbortSignal): Promise<T> => request<T>(path, { signal });

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
