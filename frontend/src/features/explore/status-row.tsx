import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import type { LiveSession } from '@/features/live/live-session';
import type { Reading } from '@/features/live/lib/meter';
import { useNow } from '@/lib/hooks/use-now';
import { formatCount, formatDuration, formatRate, formatShare } from '@/lib/format';
import { clock } from '@/lib/time';
import { usePulse } from './use-live-session';

const HEALED_MS = 15_000;
const Sep = ({ wide }: { wide?: boolean }) => <span className={wide ? 'sep hide-s' : 'sep'}>·</span>;

/** How much of the matches is shown, in words. */
export function shownInWords(reading: Reading): string {
  if (reading.mode === 'counters') return 'counters only';
  const share = reading.matched === 0 ? '100 %' : formatShare(reading.delivered, reading.matched);
  if (reading.mode === 'latest') return `${share} shown, latest`;
  if (reading.mode === 'sample') return `${share} shown, sample 1 in ${formatCount(1 / Math.max(reading.ratio, 1e-6))}`;
  return `${share} shown`;
}

interface StatusRowProps {
  live: LiveSession;
  isLive: boolean;
  paused: boolean;
  filtered: boolean;
  empty: boolean;
  searching: boolean;
  /** The rows answer an older question. */
  stale: boolean;
  failed: boolean;
  rangeLabel: string;
  wrap: boolean;
  onWrap: () => void;
  onGoLive: () => void;
}

/** The truth about what one sees: rate, share, delay, connection; in words, always in the same place. */
export function StatusRow(props: StatusRowProps) {
  const { live, isLive, wrap, onWrap, searching, failed } = props;
  const { connection } = usePulse(live);
  const cut = isLive && connection.phase === 'cut';
  return (
    <div className={cut ? 'status warnbar' : 'status'} role="group" aria-label="State of the list">
      {searching && <span className="prog" />}
      {failed ? <FailedWords {...props} /> : searching && props.stale ? <SearchingWords /> : isLive ? <LiveWords {...props} /> : <StillWords {...props} />}
      <span className="sp" />
      <Button variant="quiet" size="small" icon className="hide-s" aria-pressed={wrap} aria-label="Wrap lines (w)" title="Wrap lines (w)" onClick={onWrap}>
        <Icon name="wrap" small />
      </Button>
    </div>
  );
}

function FailedWords({ stale, searching, isLive }: StatusRowProps) {
  return (
    <>
      <span className="row m2">
        <span className="dot o" />
        {stale ? 'Showing the last good result' : 'Nothing could be read'}
      </span>
      <Sep />
      <span className="m">{searching ? 'asking again …' : isLive ? 'not following until a search succeeds' : 'asks again by itself'}</span>
    </>
  );
}

/** The rows on screen are of the question before; nothing is followed meanwhile. */
function SearchingWords() {
  return (
    <span className="row m2">
      <span className="dot o" />
      Searching …
    </span>
  );
}

function StillWords({ rangeLabel, searching, onGoLive }: StatusRowProps) {
  return (
    <>
      <span className="row m2">
        <span className="dot o" />
        {searching ? 'Searching' : 'Not following'}
      </span>
      <Sep />
      <span className="m">{rangeLabel.toLowerCase()}, newest on top</span>
      <button type="button" className="lnk" onClick={onGoLive}>
        Go live
      </button>
    </>
  );
}

function LiveWords({ live, paused, filtered, empty }: StatusRowProps): ReactNode {
  const { connection, reading, tailError, healed } = usePulse(live);
  const now = useNow(1000);
  if (connection.phase === 'cut') {
    const wait = connection.nextAt === undefined ? undefined : Math.max(0, Math.ceil((connection.nextAt - now) / 1000));
    return (
      <>
        <span className="lv cut">
          <span className="dot o" />
          Not live since {clock(connection.lastHeardAt)}
        </span>
        <span className="hide-s">– reconnecting, will fill the gap</span>
        <Sep wide />
        <span className="m2 hide-s">
          attempt {connection.attempt}
          {wait === undefined ? ', trying' : `, next in ${wait} s`}
        </span>
        <button type="button" className="lnk md" onClick={live.retryNow}>
          Retry now
        </button>
      </>
    );
  }
  if (connection.phase !== 'live') {
    return (
      <span className="row m2">
        <span className="dot o" />
        {connection.phase === 'denied' ? 'Signed out' : 'Connecting'}
      </span>
    );
  }
  if (tailError) {
    return (
      <>
        <span className="lv cut">
          <span className="dot o" />
          Not following
        </span>
        <span className="el">{tailError.message}</span>
      </>
    );
  }
  return (
    <>
      <span className={paused ? 'row st' : 'lv'}>
        <span className={paused ? 'dot o' : 'dot'} />
        {paused ? 'Paused' : 'Live'}
      </span>
      {reading ? (
        <>
          <span>
            <b className="st">{formatRate(reading.matchedPerSecond)}</b>/s matched
            {filtered && <span className="hide-s"> of {formatRate(reading.receivedPerSecond)}/s</span>}
          </span>
          <Sep />
          {empty ? (
            <span>waiting for the first match</span>
          ) : (
            <span className={reading.delivered < reading.matched ? 'wrn st' : undefined}>{shownInWords(reading)}</span>
          )}
          {!empty && reading.behindMs !== undefined && (
            <>
              <Sep wide />
              <span className="m hide-s">{formatDuration(reading.behindMs)} behind</span>
            </>
          )}
          <Sep wide />
          {healed && now - healed.at < HEALED_MS ? (
            <span className="hide-s">
              live again at {clock(healed.at)}, {formatCount(healed.rows)} filled from the store
            </span>
          ) : (
            <span className="m hide-s">newest on top</span>
          )}
          {connection.transport === 'polling' && (
            <>
              <Sep wide />
              <span className="wrn hide-s" title="WebSocket does not get through, probably because of a proxy">
                over long polling
              </span>
            </>
          )}
        </>
      ) : (
        <span className="m">first numbers in a second</span>
      )}
    </>
  );
}
