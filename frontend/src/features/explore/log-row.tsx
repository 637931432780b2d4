import { Fragment, memo, type ReactNode } from 'react';
import { Icon } from '@/components/ui/icon';
import type { GapRow } from '@/features/live/lib/rows';
import { lateBy } from '@/features/live/lib/rows';
import type { LogView } from '@/lib/api/types';
import { formatCount, formatDuration } from '@/lib/format';
import { shownText } from '@/lib/shown-text';
import { clock, clockMillis } from '@/lib/time';
import { SeverityTag } from './severity';

const ONE_LINE = 600;
const WRAPPED = 1500;
const KEYS_MAX = 16;
const VALUE_MAX = 120;
const SOURCE_FITS = 17;

/** Text with what was searched for marked. */
export function Marked({ text, pattern }: { text: string; pattern: RegExp | undefined }): ReactNode {
  if (!pattern) return text;
  // split() with one group puts the matches at odd places
  return text.split(pattern).map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part));
}

function Pairs({ log }: { log: LogView }) {
  const keys = Object.keys(log.metadata);
  if (keys.length === 0) return null;
  return (
    <span className="kv">
      {keys.slice(0, KEYS_MAX).map((key) => (
        <Fragment key={key}>
          {` ${shownText(key)}=`}
          <b>{shownText(String(log.metadata[key]).slice(0, VALUE_MAX))}</b>
        </Fragment>
      ))}
      {keys.length > KEYS_MAX && ` +${keys.length - KEYS_MAX}`}
    </span>
  );
}

interface LogCellsProps {
  log: LogView;
  pattern: RegExp | undefined;
  wrap: boolean;
}

/** The cells of one log; drawn again only when the log in this place is another one. */
export const LogCells = memo(function LogCells({ log, pattern, wrap }: LogCellsProps) {
  const at = Date.parse(log.timestamp);
  const late = lateBy(log);
  return (
    <>
      <span className="ts" role="gridcell" title={`${log.timestamp} (UTC)`}>
        <b>{clock(at)}</b>.{clockMillis(at)}
      </span>
      <span role="gridcell" className="sv">
        <SeverityTag severity={log.severity} />
      </span>
      <span className="so el" role="gridcell" title={log.source.length > SOURCE_FITS ? log.source : undefined}>
        {shownText(log.source)}
      </span>
      <span className={wrap ? 'ms' : 'ms el'} role="gridcell">
        {late !== undefined && (
          <span className="late" title={`Arrived ${formatDuration(late)} after it happened`}>
            <Icon name="clock" />
            late {formatDuration(late)}
          </span>
        )}
        <bdi>
          <Marked text={shownText(log.message.slice(0, wrap ? WRAPPED : ONE_LINE))} pattern={pattern} />
        </bdi>
        {wrap && log.message.length > WRAPPED && <span className="kv"> … more in the details</span>}
        <Pairs log={log} />
      </span>
    </>
  );
});

const REASONS = { load: 'load', pause: 'paused for long', cut: 'not connected' };

/** Says what is missing here, why, and offers to fetch it. */
export function GapCells({ gap, onFill }: { gap: GapRow; onFill: () => void }) {
  return (
    <span role="gridcell" className="gc">
      <span>
        {gap.count === undefined ? (
          <>
            More arrived until <b>{clock(gap.at)}</b>
          </>
        ) : (
          <>
            <b>{formatCount(gap.count)}</b> skipped at <b>{clock(gap.at)}</b>
          </>
        )}{' '}
        – {REASONS[gap.reason]}
      </span>
      {gap.state === 'filling' ? (
        <span className="m">reading the store …</span>
      ) : (
        <button type="button" className="lnk md" onClick={onFill}>
          {gap.state === 'failed' ? 'Could not be read, try again' : 'Fill from store'}
        </button>
      )}
      <span className="m hide-s">all stored</span>
    </span>
  );
}
