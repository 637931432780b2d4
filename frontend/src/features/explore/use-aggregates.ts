import { keepPreviousData, useQuery } from '@tanstack/react-query';
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

export function useHistogram(clauses: LogFilter, range: Range, live: boolean) {
  return useQuery({
    queryKey: ['histogram', clauses, range.id],
    queryFn: ({ signal }) => getHistogram({ ...clauses, from: `now-${range.id}`, to: 'now' }, range.interval, signal),
    refetchInterval: trendRefreshMs(range, live),
    placeholderData: keepPreviousData,
  });
}

/** Counts of each severity, whatever severities are picked. */
export function useSeverityCounts(clauses: LogFilter, range: Range, live: boolean) {
  const filter = without(clauses, 'severity');
  return useQuery({
    queryKey: ['severity', filter, range.id],
    queryFn: ({ signal }) => getSeverityBreakdown({ ...filter, from: `now-${range.id}`, to: 'now' }, signal),
    refetchInterval: refreshMs(range, live),
    placeholderData: keepPreviousData,
  });
}

/** Counts of the largest sources, whatever sources are picked. */
export function useSourceCounts(clauses: LogFilter, range: Range, live: boolean) {
  const filter = without(clauses, 'source');
  return useQuery({
    queryKey: ['sources', filter, range.id],
    queryFn: ({ signal }) => getSources({ ...filter, from: `now-${range.id}`, to: 'now' }, SOURCES_MAX, signal),
    refetchInterval: refreshMs(range, live),
    placeholderData: keepPreviousData,
  });
}
