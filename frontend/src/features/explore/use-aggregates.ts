import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import { getHistogram, getSeverityBreakdown, getSources } from '@/lib/api/client';
import type { LogFilter } from '@/lib/api/types';
import type { Range } from './lib/ranges';

const SOURCES_MAX = 50;

/** How often numbers of a live window are read again: seldom for wide ones, which are dear and hardly move. */
const refreshMs = (range: Range, live: boolean): number | false => (live ? Math.max(5000, Math.round(range.ms / 180)) : false);
/** The trend is kept up by the tail in between. */
const trendRefreshMs = (range: Range, live: boolean): number | false => (live ? Math.max(10_000, Math.round(range.ms / 90)) : false);

const without = (clauses: LogFilter, name: 'severity' | 'source'): LogFilter => {
  const { [name]: _left, ...rest } = clauses;
  return rest;
};

export interface LastGood<T> {
  data: T | undefined;
  /** When it was read, ms. */
  at: number;
  /** It answers an older question: the new one is on its way, or failed. */
  old: boolean;
  /** The last try failed. */
  failed: boolean;
  retry: () => void;
}

/** What a query answered last, whatever was asked since: old numbers stay, in grey, until there are new ones. */
function useLastGood<T>(query: UseQueryResult<T>): LastGood<T> {
  const { data, dataUpdatedAt, isError, refetch } = query;
  const [last, setLast] = useState<{ data: T; at: number }>();
  if (data !== undefined && (data !== last?.data || dataUpdatedAt !== last.at)) setLast({ data, at: dataUpdatedAt });
  return {
    data: data ?? last?.data,
    at: data === undefined ? (last?.at ?? 0) : dataUpdatedAt,
    old: data === undefined && last !== undefined,
    failed: isError,
    retry: () => void refetch(),
  };
}

/** The histogram, with the window that it is of. */
export function useHistogram(clauses: LogFilter, range: Range, live: boolean) {
  const query = useQuery({
    queryKey: ['histogram', clauses, range.id],
    queryFn: async ({ signal }) => ({ ...(await getHistogram({ ...clauses, from: `now-${range.id}`, to: 'now' }, range.interval, signal)), range }),
    refetchInterval: trendRefreshMs(range, live),
  });
  return useLastGood(query);
}

/** Counts of each severity, whatever severities are picked. */
export function useSeverityCounts(clauses: LogFilter, range: Range, live: boolean) {
  const filter = without(clauses, 'severity');
  const query = useQuery({
    queryKey: ['severity', filter, range.id],
    queryFn: ({ signal }) => getSeverityBreakdown({ ...filter, from: `now-${range.id}`, to: 'now' }, signal),
    refetchInterval: refreshMs(range, live),
  });
  return useLastGood(query);
}

/** Counts of the largest sources, whatever sources are picked. */
export function useSourceCounts(clauses: LogFilter, range: Range, live: boolean) {
  const filter = without(clauses, 'source');
  const query = useQuery({
    queryKey: ['sources', filter, range.id],
    queryFn: ({ signal }) => getSources({ ...filter, from: `now-${range.id}`, to: 'now' }, SOURCES_MAX, signal),
    refetchInterval: refreshMs(range, live),
  });
  return useLastGood(query);
}
