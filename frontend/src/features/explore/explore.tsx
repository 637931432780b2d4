import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Sheet } from '@/components/ui/dialog';
import { Icon } from '@/components/ui/icon';
import type { LogRow } from '@/features/live/lib/rows';
import { copyText } from '@/lib/clipboard';
import { useKeys } from '@/lib/hooks/use-keys';
import { usePhone } from '@/lib/hooks/use-media-query';
import { useStoredSetting } from '@/lib/stored-setting';
import { Announcer } from './announcer';
import { ClauseChips } from './clause-chips';
import { Details, type DetailsTab } from './details';
import { Drawer } from './drawer';
import { EmptyState } from './empty-state';
import { ErrorPanel } from './error-panel';
import { Facets } from './facets';
import { ListFoot } from './list-foot';
import { LogList } from './log-list';
import { QueryBar } from './query-bar';
import { ListSkeleton } from './skeleton';
import { StatusRow } from './status-row';
import { TimeControl } from './time-control';
import { TrendPanel } from './trend-panel';
import { highlightPattern } from './lib/terms';
import { hasClauses } from './lib/view-state';
import { useExploreData } from './use-explore-data';
import { useLiveSession, usePulseValue, useRowsValue } from './use-live-session';
import { useSourceCounts } from './use-aggregates';
import { useView } from './use-view';

/** The page that a person on call keeps open: live list and history in one. */
export function Explore() {
  const [view, change] = useView();
  const live = useLiveSession();
  const paused = useRowsValue(live, (rows) => rows.paused);
  const noRows = useRowsValue(live, (rows) => rows.rows.length === 0);
  const connection = usePulseValue(live, (pulse) => pulse.connection);
  const data = useExploreData(view, live);
  const { range, clauses } = data;
  const sources = useSourceCounts(clauses, range, view.live);
  const phone = usePhone();
  const [wrapText, setWrapText] = useStoredSetting('wrap', 'off');
  const wrap = wrapText === 'on';
  const [tab, setTab] = useState<DetailsTab>('fields');
  const [focused, setFocused] = useState<string>();
  const [facetsOpen, setFacetsOpen] = useState(false);
  const queryInput = useRef<HTMLInputElement>(null);
  const findInput = useRef<HTMLInputElement>(null);
  const pattern = useMemo(() => highlightPattern(view.query), [view.query]);

  const open = view.log;
  const selected = open ?? focused;
  const logs = useCallback(() => live.rows.get().rows.filter((row): row is LogRow => row.kind === 'log'), [live]);
  const openRow = useCallback((row: LogRow) => change({ log: row.key }, view.log ? 'replace' : 'push'), [change, view.log]);
  const select = useCallback((row: LogRow) => setFocused(row.key), []);
  const closeDetails = useCallback(() => change({ log: undefined }), [change]);

  useEffect(() => {
    if (open) live.rows.pause('details');
    else live.rows.release('details');
  }, [open, live, data.data]);

  const move = useCallback(
    (by: number) => {
      const list = logs();
      const at = list.findIndex((row) => row.key === selected);
      const next = list[at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + by))];
      if (!next) return;
      if (view.live) live.rows.pause('select');
      setFocused(next.key);
      if (open) openRow(next);
    },
    [logs, selected, view.live, live, open, openRow],
  );

  const { goNewest } = data;
  const newest = useCallback(() => {
    setFocused(undefined);
    if (view.log) change({ log: undefined });
    goNewest();
  }, [goNewest, view.log, change]);
  const togglePause = useCallback(() => {
    if (!view.live) change({ live: true });
    else if (live.rows.get().paused) newest();
    else live.rows.pause('user');
  }, [view.live, change, live, newest]);

  useKeys({
    '/': () => queryInput.current?.select(),
    f: () => (phone ? setFacetsOpen(true) : findInput.current?.select()),
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => {
      const row = logs().find((candidate) => candidate.key === selected) ?? logs()[0];
      if (row) openRow(row);
    },
    Escape: () => (open ? closeDetails() : setFocused(undefined)),
    ' ': togglePause,
    g: newest,
    w: () => setWrapText(wrap ? 'off' : 'on'),
    c: () => {
      const row = logs().find((candidate) => candidate.key === selected);
      if (row) void copyText(JSON.stringify(row.log, null, 2));
    },
    '[': () => setTab('fields'),
    ']': () => setTab('json'),
  });

  const openRowNow = useRowsValue(live, (rows) => (open ? rows.rows.find((row): row is LogRow => row.kind === 'log' && row.key === open) : undefined));
  const isFirst = useRowsValue(live, (rows) => rows.rows[0]?.key === open);
  const isLast = useRowsValue(live, (rows) => rows.rows[rows.rows.length - 1]?.key === open);
  const details = open && (
    <Details
      id={open}
      known={openRowNow?.log}
      view={view}
      change={change}
      pattern={pattern}
      tab={tab}
      onTab={setTab}
      onNewer={openRowNow && !isFirst ? () => move(-1) : undefined}
      onOlder={openRowNow && !isLast ? () => move(1) : undefined}
      onClose={closeDetails}
    />
  );
  const empty = data.data !== undefined && noRows && !data.stale;
  const cutAt = view.live && connection.phase === 'cut' ? connection.lastHeardAt : undefined;
  const old = data.stale;

  return (
    <>
      <h1 className="sr-only">Explore</h1>
      <header className="bar q">
        <QueryBar query={view.query} change={change} inputRef={queryInput} />
        <TimeControl
          view={view}
          change={change}
          range={range}
          connection={connection}
          failed={data.error !== null}
          searching={data.stale && data.error === null}
          paused={paused}
          onPause={togglePause}
        />
        <Button icon className="only-s" aria-label="Filter by severity and source" onClick={() => setFacetsOpen(true)}>
          <Icon name="filter" />
        </Button>
      </header>
      <ClauseChips view={view} change={change} range={range} sources={sources.data?.items.length} />
      <div className="ex">
        {!phone && (
          <aside className="fac" aria-label="Facets">
            <Facets view={view} change={change} clauses={clauses} range={range} findRef={findInput} />
          </aside>
        )}
        <div className="ctr">
          <TrendPanel live={live} clauses={clauses} range={range} isLive={view.live} old={old && data.error !== null} />
          <StatusRow
            live={live}
            isLive={view.live}
            paused={paused}
            filtered={hasClauses(view)}
            empty={empty}
            searching={data.searching}
            stale={data.stale}
            failed={data.error !== null}
            rangeLabel={range.label}
            wrap={wrap}
            onWrap={() => setWrapText(wrap ? 'off' : 'on')}
            onGoLive={() => change({ live: true })}
          />
          {data.error && <ErrorPanel error={data.error} retry={data.reload} />}
          {data.loading && !data.error ? (
            <ListSkeleton />
          ) : empty ? (
            <EmptyState view={view} change={change} range={range} />
          ) : (
            <LogList
              live={live}
              isLive={view.live}
              cutAt={cutAt}
              selected={selected}
              wrap={wrap}
              pattern={pattern}
              old={old}
              olderFailed={data.olderFailed}
              windowStart={data.data ? Date.parse(data.data.from) : undefined}
              onSelect={select}
              onOpen={openRow}
              onFill={data.fill}
              onOlder={data.loadOlder}
              onNewest={newest}
            />
          )}
          <ListFoot live={live} />
        </div>
        {!phone && details && <Drawer>{details}</Drawer>}
      </div>
      {phone && (
        <>
          <Sheet open={Boolean(open)} onClose={closeDetails} title="Log details">
            {details}
          </Sheet>
          <Sheet open={facetsOpen} onClose={() => setFacetsOpen(false)} title="Facets">
            <div className="fac">
              <Facets view={view} change={change} clauses={clauses} range={range} />
            </div>
          </Sheet>
        </>
      )}
      {view.live && <Announcer live={live} />}
    </>
  );
}
