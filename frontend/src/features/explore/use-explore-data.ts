import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { searchLogs } from '@/lib/api/client';
import { passes } from '@/lib/api/error';
import type { LiveSession } from '@/features/live/live-session';
import { lastArrival, type GapRow } from '@/features/live/lib/rows';
import { useRowsValue } from './use-live-session';
import { clausesOf, type ViewState } from './lib/view-state';
import { rangeOf } from './lib/ranges';

const PAGE = 200;
const FILL_MAX = 1000;
const AGAIN_MS = 5000;

/** The list's own data: first page, tail, older pages, gaps. Rows live in the session's store. */
export function useExploreData(view: ViewState, live: LiveSession) {
  const [epoch, setEpoch] = useState(0);
  const queryClient = useQueryClient();
  const range = rangeOf(view.range);
  const severityKey = view.severity.join();
  const sourceKey = view.source.join('\n');
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the keys stand for the lists, which are new on each parse
  const clauses = useMemo(() => clausesOf(view), [view.query, severityKey, sourceKey]);
  const key = useMemo(() => ['search', clauses, range.id, view.live, epoch] as const, [clauses, range.id, view.live, epoch]);

  const first = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const page = await searchLogs({ ...clauses, from: `now-${range.id}`, to: 'now' }, { limit: PAGE }, signal);
      return { page, from: new Date(Date.now() - range.ms).toISOString() };
    },
    staleTime: Infinity,
    gcTime: 0,
    refetchOnReconnect: false,
    // A page that somebody watches comes back by itself; an answer is never asked for again.
    refetchInterval: ({ state }) => (state.error && passes(state.error) ? AGAIN_MS : false),
  });

  const data = first.data;
  useEffect(() => {
    if (!data) {
      live.hold(); // what still comes belongs to the old question
      return;
    }
    live.rows.reset(data.page.logs, data.page.nextCursor);
    if (view.live) live.follow(clauses, lastArrival(data.page.logs));
    else live.close();
  }, [data, live, clauses, view.live]);

  const fill = useCallback(
    async (gapKey: string) => {
      const gap = live.rows.get().rows.find((row): row is GapRow => row.kind === 'gap' && row.key === gapKey);
      if (!gap || gap.state === 'filling') return;
      live.rows.setGap(gapKey, 'filling');
      try {
        const page = await searchLogs({ ...clauses }, { arrivedAfter: gap.from, arrivedBefore: gap.to, limit: FILL_MAX });
        const oldest = page.logs.reduce<string | undefined>((least, log) => (least === undefined || log.id < least ? log.id : least), undefined);
        const filled = live.rows.fill(gap, page.logs, page.nextCursor && oldest ? { to: oldest } : undefined);
        if (gap.reason === 'cut') live.healed(filled);
      } catch {
        live.rows.setGap(gapKey, 'failed');
      }
    },
    [clauses, live],
  );
  useEffect(() => {
    live.onMissed = (gapKey) => void fill(gapKey);
    return () => {
      live.onMissed = undefined;
    };
  }, [fill, live]);

  const loadingOlder = useRef(false);
  const [olderFailed, setOlderFailed] = useState(false);
  const loadOlder = useCallback(async () => {
    const { rows, hasOlder, epoch: shownEpoch } = live.rows.get();
    if (!hasOlder || loadingOlder.current || !data) return;
    loadingOlder.current = true;
    setOlderFailed(false);
    try {
      const cursor = live.rows.olderCursor;
      const tail = rows.slice(-20).flatMap((row) => (row.kind === 'log' ? [Date.parse(row.log.timestamp)] : []));
      const to = new Date(Math.max(...tail) + 1).toISOString();
      const page = await searchLogs({ ...clauses, from: data.from, ...(cursor ? { to: 'now' } : { to }) }, { limit: PAGE, ...(cursor ? { cursor } : {}) });
      if (live.rows.get().epoch === shownEpoch) live.rows.appendOlder(page.logs, page.nextCursor);
    } catch {
      setOlderFailed(true);
    } finally {
      loadingOlder.current = false;
    }
  }, [clauses, data, live]);

  const reload = useCallback(() => {
    setEpoch((count) => count + 1);
    for (const name of ['histogram', 'severity', 'sources', 'costs']) void queryClient.invalidateQueries({ queryKey: [name] });
  }, [queryClient]);

  // What failed meanwhile is asked again as soon as a search gets through.
  useEffect(() => {
    if (data) void queryClient.refetchQueries({ predicate: (query) => query.state.status === 'error' && query.isActive() });
  }, [data, queryClient]);

  // The first logs after none: the counts beside them must not say zero until their next turn.
  const noRows = useRowsValue(live, (snapshot) => snapshot.rows.length === 0);
  useEffect(() => {
    if (noRows) return;
    for (const name of ['severity', 'sources']) void queryClient.invalidateQueries({ queryKey: [name] });
  }, [noRows, queryClient]);

  /** Newest on top and following, whatever was given up for history. */
  const goNewest = useCallback(() => {
    if (live.rows.needsReload) reload();
    else live.rows.resume();
  }, [live, reload]);

  return {
    clauses,
    range,
    /** Rows on screen answer an older question. */
    stale: !data && live.rows.get().epoch > 0,
    loading: first.isPending && live.rows.get().epoch === 0,
    searching: first.isFetching,
    error: first.error,
    data,
    fill,
    loadOlder,
    olderFailed,
    reload,
    goNewest,
  };
}

export type ExploreData = ReturnType<typeof useExploreData>;
