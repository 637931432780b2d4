import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, type KeyboardEvent } from 'react';
import { Icon } from '@/components/ui/icon';
import type { LiveSession } from '@/features/live/live-session';
import type { LogRow, Row } from '@/features/live/lib/rows';
import type { RowSnapshot } from '@/features/live/row-store';
import { usePhone } from '@/lib/hooks/use-media-query';
import { useNow } from '@/lib/hooks/use-now';
import { formatCount, formatDuration } from '@/lib/format';
import { clock, clockMinutes } from '@/lib/time';
import { GapCells, LogCells } from './log-row';
import { useRows } from './use-live-session';

const ROW = 28;
const ROW_TOUCH = 52;
const NEAR_END = 20;

interface LogListProps {
  live: LiveSession;
  isLive: boolean;
  /** Since when nothing came, while not live. */
  cutAt: number | undefined;
  selected: string | undefined;
  wrap: boolean;
  pattern: RegExp | undefined;
  old: boolean;
  olderFailed: boolean;
  /** Beginning of the window, ms. */
  windowStart: number | undefined;
  onSelect: (row: LogRow) => void;
  onOpen: (row: LogRow) => void;
  onFill: (gapKey: string) => void;
  onOlder: () => void;
  onNewest: () => void;
}

/** Where the reader looks: the first row on screen, and how far it is scrolled. */
interface Anchor {
  key: string;
  offset: number;
}

/** The rows, newest on top, only those on screen in the page. Nothing moves while paused, whatever is put above. */
export function LogList(props: LogListProps) {
  const { live, selected, wrap, pattern, onFill, onOlder, onSelect, onOpen } = props;
  const snapshot = useRows(live);
  const { rows, paused } = snapshot;
  const phone = usePhone();
  const height = phone ? ROW_TOUCH : ROW;
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<Anchor | undefined>(undefined);
  const shown = useRef<readonly Row[]>(rows);
  const down = useRef<Row | undefined>(undefined);
  const keyOf = useCallback((index: number) => rows[index]?.key ?? index, [rows]);

  // While lines are not wrapped a place keeps its element: new text in 40 places is cheaper than 200 new elements a flush.
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 6,
    ...(wrap ? { getItemKey: keyOf } : {}),
  });
  useEffect(() => virtualizer.measure(), [virtualizer, height, wrap]);

  const startOf = useCallback(
    (index: number) => (wrap ? (virtualizer.measurementsCache[index]?.start ?? index * height) : index * height),
    [virtualizer, wrap, height],
  );

  useLayoutEffect(() => {
    const element = scroller.current;
    const before = shown.current;
    shown.current = rows;
    if (!element || before === rows) return;
    if (!paused) {
      if (element.scrollTop !== 0 && props.isLive) element.scrollTop = 0;
      return;
    }
    const at = anchor.current;
    if (!at) return;
    const index = rows.findIndex((row) => row.key === at.key);
    if (index >= 0) element.scrollTop = startOf(index) + at.offset;
  }, [rows, paused, startOf, props.isLive]);

  const epoch = snapshot.epoch;
  useLayoutEffect(() => {
    anchor.current = undefined;
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [epoch]);

  // The row that says so stands on top of the others: who reads further down must not see them move.
  const cut = props.cutAt !== undefined;
  const wasCut = useRef(cut);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && wasCut.current !== cut && element.scrollTop > 0) element.scrollTop += cut ? height : -height;
    wasCut.current = cut;
  }, [cut, height]);

  const wasPaused = useRef(paused);
  useLayoutEffect(() => {
    if (wasPaused.current && !paused && scroller.current && props.isLive) scroller.current.scrollTop = 0;
    wasPaused.current = paused;
  }, [paused, props.isLive]);

  const items = virtualizer.getVirtualItems();
  const lastShown = items[items.length - 1]?.index ?? 0;
  const wantsOlder = snapshot.hasOlder && rows.length > 0 && lastShown >= rows.length - NEAR_END;
  useEffect(() => {
    if (wantsOlder && !props.olderFailed) onOlder();
  }, [wantsOlder, rows.length, onOlder, props.olderFailed]);

  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop } = element;
    if (scrollTop > 2 && !live.rows.get().paused && props.isLive) live.rows.pause('scroll');
    const first = virtualizer.getVirtualItems().find((item) => item.end > scrollTop);
    const row = first && shown.current[first.index];
    anchor.current = row ? { key: row.key, offset: scrollTop - startOf(first.index) } : undefined;
  };

  useEffect(() => {
    const onSelection = () => {
      const selection = document.getSelection();
      const inside = selection && !selection.isCollapsed && scroller.current?.contains(selection.anchorNode);
      if (inside && props.isLive) live.rows.pause('select');
    };
    document.addEventListener('selectionchange', onSelection);
    return () => document.removeEventListener('selectionchange', onSelection);
  }, [live, props.isLive]);

  // A selected row that the keys moved to is brought into view.
  useEffect(() => {
    const index = selected === undefined ? -1 : shown.current.findIndex((row) => row.key === selected);
    if (index >= 0) virtualizer.scrollToIndex(index, { align: 'auto' });
  }, [selected, virtualizer]);

  const onKeyDown = (event: KeyboardEvent) => {
    const element = scroller.current;
    if (!element) return;
    const page = { PageDown: element.clientHeight, PageUp: -element.clientHeight }[event.key];
    if (page === undefined) return;
    event.preventDefault();
    element.scrollTop += page - Math.sign(page) * height;
  };

  const hold = (row: Row | undefined) => {
    down.current = row;
    if (!props.isLive) return;
    live.rows.pause('pointer'); // a row must not change between press and release
    window.addEventListener('pointerup', () => setTimeout(() => live.rows.release('pointer')), { once: true });
  };

  return (
    <div className={`lg ${props.old ? 'old' : ''} ${wrap ? 'wrap' : ''}`}>
      <div className="lh" aria-hidden="true">
        <span>Time</span>
        <span>Severity</span>
        <span>Source</span>
        <span>Message</span>
      </div>
      <Newer snapshot={snapshot} isLive={props.isLive} onNewest={props.onNewest} />
      <div
        ref={scroller}
        className="rows"
        role="grid"
        aria-label="Logs, newest on top"
        aria-rowcount={rows.length}
        aria-colcount={4}
        aria-activedescendant={selected && items.some((item) => rows[item.index]?.key === selected) ? `row-${selected}` : undefined}
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
      >
        {props.cutAt !== undefined && <CutRow since={props.cutAt} />}
        <div className="sizer" style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            const place = {
              key: item.key,
              'data-index': item.index,
              ...(wrap ? { ref: virtualizer.measureElement } : {}),
              role: 'row',
              'aria-rowindex': item.index + 1,
              style: { transform: `translateY(${item.start}px)` },
            };
            const { key, ...rest } = place;
            if (row.kind === 'gap')
              return (
                <div key={key} {...rest} className="gap">
                  <GapCells gap={row} onFill={() => onFill(row.key)} />
                </div>
              );
            const isSelected = row.key === selected;
            return (
              <div
                key={key}
                {...rest}
                id={`row-${row.key}`}
                aria-selected={isSelected}
                className={`lr e-${row.log.severity} ${isSelected ? 'sel' : ''}`}
                onPointerDown={() => hold(row)}
                onClick={() => {
                  const pressed = down.current?.kind === 'log' ? down.current : row;
                  if (!document.getSelection()?.isCollapsed) return;
                  onSelect(pressed);
                  onOpen(pressed);
                }}
              >
                <LogCells log={row.log} pattern={pattern} wrap={wrap} />
              </div>
            );
          })}
        </div>
        <div className="end">
          {props.olderFailed ? (
            <button type="button" className="lnk" onClick={onOlder}>
              Older logs could not be read. Retry
            </button>
          ) : snapshot.hasOlder ? (
            'Reading older logs …'
          ) : (
            props.windowStart !== undefined && `That is all since ${clockMinutes(props.windowStart)}.`
          )}
        </div>
      </div>
    </div>
  );
}

/** In the head row, never over a log. */
function Newer({ snapshot, isLive, onNewest }: Pick<LogListProps, 'isLive' | 'onNewest'> & { snapshot: RowSnapshot }) {
  if (!snapshot.paused || !isLive || snapshot.newer === 0) return null;
  return (
    <button type="button" className="newer" onClick={onNewest}>
      <Icon name="arrowUp" small />
      {formatCount(snapshot.newer)} newer
      <kbd>Space</kbd>
    </button>
  );
}

function CutRow({ since }: { since: number }) {
  const now = useNow(1000);
  return (
    <div className="gap open" role="row">
      <span role="gridcell" className="gc">
        <span className="dot o" />
        <span>
          Nothing received since <b>{clock(since)}</b>, {formatDuration(Math.max(0, now - since))}
        </span>
        <span className="m hide-s">filled from the store when the connection is back</span>
      </span>
    </div>
  );
}
