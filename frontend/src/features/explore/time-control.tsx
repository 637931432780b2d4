import type { ReactNode } from 'react';
import { Icon } from '@/components/ui/icon';
import { Popover, PopoverClose, PopoverContent } from '@/components/ui/popover';
import type { Connection } from '@/features/live/lib/connection';
import { RANGES, type Range } from './lib/ranges';
import type { ViewState } from './lib/view-state';
import type { ChangeView } from './use-view';

/** The windows, and on a phone following too. */
export function RangeMenu({ view, change, trigger }: { view: ViewState; change: ChangeView; trigger: ReactNode }) {
  return (
    <Popover trigger={trigger}>
      <PopoverContent className="menu" align="end">
        {RANGES.map((range) => (
          <PopoverClose asChild key={range.id}>
            <button type="button" className="mi" aria-pressed={range.id === view.range} onClick={() => change({ range: range.id })}>
              <span className="mc">{range.id === view.range && <Icon name="check" small />}</span>
              {range.label}
            </button>
          </PopoverClose>
        ))}
        <PopoverClose asChild>
          <button type="button" className="mi line" aria-pressed={view.live} onClick={() => change({ live: !view.live })}>
            <span className="mc">{view.live && <Icon name="check" small />}</span>
            Live
          </button>
        </PopoverClose>
      </PopoverContent>
    </Popover>
  );
}

interface TimeControlProps {
  view: ViewState;
  change: ChangeView;
  range: Range;
  connection: Connection;
  /** The last search failed, so nothing is followed. */
  failed: boolean;
  /** Another question is asked; following goes on with its answer. */
  searching: boolean;
  paused: boolean;
  onPause: () => void;
}

/** Window, following and pausing in one control. */
export function TimeControl({ view, change, range, connection, failed, searching, paused, onPause }: TimeControlProps) {
  const cut = failed || connection.phase === 'cut' || connection.phase === 'denied';
  const following = connection.phase === 'live' && !searching;
  return (
    <div className="seg hide-s">
      <RangeMenu
        view={view}
        change={change}
        trigger={
          <button type="button" aria-label={`Time: ${range.label}`}>
            <Icon name="clock" small />
            {range.label}
            <Icon name="down" small />
          </button>
        }
      />
      {view.live ? (
        <button
          type="button"
          className={cut ? 'cut' : following && !paused ? 'live' : 'wait'}
          aria-pressed
          onClick={() => change({ live: false })}
          title="Stop following"
        >
          <span className={cut || paused || !following ? 'dot o' : 'dot'} />
          {cut ? 'Not live' : searching ? 'Searching' : paused ? 'Paused' : following ? 'Live' : 'Connecting'}
        </button>
      ) : (
        <button type="button" aria-pressed={false} onClick={() => change({ live: true })}>
          <Icon name="play" small />
          Go live
        </button>
      )}
      {view.live && (
        <button type="button" onClick={onPause} aria-label={paused ? 'Resume (Space)' : 'Pause (Space)'} title={paused ? 'Resume (Space)' : 'Pause (Space)'}>
          <Icon name={paused ? 'play' : 'pause'} small />
        </button>
      )}
    </div>
  );
}
