import { memo, useMemo } from 'react';
import { Icon } from '@/components/ui/icon';
import type { LiveSession } from '@/features/live/live-session';
import type { Reading } from '@/features/live/lib/meter';
import { SEVERITIES, type LogFilter } from '@/lib/api/types';
import { useStoredSetting } from '@/lib/stored-setting';
import { counted, formatCount, formatRate, formatShort } from '@/lib/format';
import { clock, clockMinutes } from '@/lib/time';
import { useNow } from '@/lib/hooks/use-now';
import { buildTrend, lanePath, niceTop, timeTicks, type Trend, type TrendBucket } from './lib/trend';
import type { Range } from './lib/ranges';
import { useHistogram } from './use-aggregates';
import { usePulse } from './use-live-session';

const SEVERE_FIRST = [...SEVERITIES].reverse();

// Bars and lanes are plain elements: they change every second while a tail runs, and a chart library would lay everything out again.

const Bar = memo(
  function Bar({ bucket, top }: { bucket: TrendBucket; top: number }) {
    const words = SEVERE_FIRST.filter((severity) => bucket.counts[severity] > 0).map((severity) => `${severity} ${formatCount(bucket.counts[severity])}`);
    return (
      <div className="b" title={`${clock(bucket.start)} · ${formatCount(bucket.total)}${words.length > 0 ? ` · ${words.join(' · ')}` : ''}`}>
        {SEVERE_FIRST.map(
          (severity) =>
            bucket.counts[severity] > 0 && (
              <i key={severity} className={`f-${severity}`} style={{ height: `${((bucket.counts[severity] / top) * 100).toFixed(1)}%` }} />
            ),
        )}
      </div>
    );
  },
  (before, after) =>
    before.top === after.top &&
    before.bucket.start === after.bucket.start &&
    SEVERITIES.every((severity) => before.bucket.counts[severity] === after.bucket.counts[severity]),
);

const LANE_HEIGHT = 22;

/** Logs a second now, by the tail; else that of the last full bucket; or not known, while the tail is cut. */
type Rate = number | 'last' | 'unknown';

const Lane = memo(function Lane({ name, values, stepMs, tone, now }: { name: string; values: number[]; stepMs: number; tone: string; now: Rate }) {
  const perSecond = values.map((value) => value / (stepMs / 1000));
  const whole = perSecond.slice(0, -1); // the bucket that still fills would look like a drop
  const rate = now === 'last' ? formatRate(whole[whole.length - 1] ?? 0) : now === 'unknown' ? '–' : formatRate(now);
  const top = Math.max(...whole, 0);
  const { line, area } = lanePath(whole, top || 1, LANE_HEIGHT);
  return (
    <div className={`lane ${tone}`} role="img" aria-label={`${name}: ${rate} a second now, at most ${formatRate(top)}`}>
      <span className="ln">
        {name} <b>{rate}</b>/s
      </span>
      <svg viewBox={`0 0 1000 ${LANE_HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <path className="a" d={area} />
        <path className="l" d={line} />
      </svg>
      <span className="ymax" title="The most in the window">
        max {formatRate(top)}/s
      </span>
    </div>
  );
});

function Axis({ trend }: { trend: Trend }) {
  const first = trend.buckets[0]?.start ?? 0;
  const span = trend.buckets.length * trend.stepMs;
  return (
    <div className="xl" aria-hidden="true">
      {timeTicks(first, span, -new Date(first).getTimezoneOffset()).map(({ at, share }) => (
        <span key={at} style={{ left: `clamp(16px, ${percent(share)}, calc(100% - 16px))` }}>
          {clockMinutes(at)}
        </span>
      ))}
    </div>
  );
}

function Lanes({ trend, recent }: { trend: Trend; recent: Recent }) {
  const { stepMs, buckets } = trend;
  return (
    <div className="lanes">
      <Lane name="All" tone="" stepMs={stepMs} values={buckets.map((bucket) => bucket.total)} now={recent.all} />
      <Lane name="Warnings" tone="w" stepMs={stepMs} values={buckets.map((bucket) => bucket.counts.warn)} now={recent.warn} />
      <Lane name="Errors" tone="e" stepMs={stepMs} values={buckets.map((bucket) => bucket.counts.error + bucket.counts.fatal)} now={recent.error} />
    </div>
  );
}

/** Volume by severity over the window, and lanes for all, warnings and errors with their own scales. */
export const TrendPanel = memo(function TrendPanel({
  live: session,
  clauses,
  range,
  isLive,
  old,
}: {
  live: LiveSession;
  clauses: LogFilter;
  range: Range;
  isLive: boolean;
  old: boolean;
}) {
  const histogram = useHistogram(clauses, range, isLive);
  const pulse = usePulse(session);
  const [open, setOpen] = useStoredSetting('trend', 'open');
  const shownRange = histogram.data?.range ?? range;
  const stepMs = (histogram.data?.interval ?? 15) * 1000;
  const stale = old || histogram.old;
  const following = isLive && !stale && pulse.connection.phase === 'live';
  const ticking = useNow(1000, isLive);
  const now = isLive && !histogram.old ? ticking : histogram.at || ticking;
  const seconds = useMemo(() => (isLive ? pulse.seconds.filter((second) => second.at > histogram.at) : []), [isLive, pulse.seconds, histogram.at]);
  const slot = Math.floor(now / stepMs);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- `slot` stands for `now`: the picture changes with the bucket or with a count
  const trend = useMemo(() => buildTrend(histogram.data, seconds, shownRange.ms, stepMs, now), [histogram.data, seconds, shownRange.ms, stepMs, slot]);
  const cutAt = isLive && pulse.connection.phase === 'cut' ? pulse.connection.lastHeardAt : undefined;
  const cut = cutAt !== undefined;
  const recent = cut ? UNKNOWN : following ? recentRates(pulse.reading) : LAST;
  const top = niceTop(trend.peak);
  const first = trend.buckets[0]?.start ?? 0;
  const shareOf = (at: number): number => Math.min(1, Math.max(0, (at - first) / (trend.buckets.length * stepMs)));
  const nowShare = shareOf(now);
  const expanded = open === 'open';
  return (
    <section className={`trend ${stale ? 'old' : ''} ${expanded ? '' : 'shut'} ${cut ? 'iscut' : ''}`} aria-label="Volume by severity">
      <div className="cap">
        <button
          type="button"
          className="fold"
          aria-expanded={expanded}
          aria-label={expanded ? 'Hide the trend' : 'Show the trend'}
          onClick={() => setOpen(expanded ? 'shut' : 'open')}
        >
          <Icon name={expanded ? 'down' : 'up'} small className={expanded ? '' : 'rotate-90'} />
        </button>
        {histogram.data ? (
          <span>
            <b className="st">{formatCount(trend.total)}</b>{' '}
            <span className="m">
              {trend.total === 1 ? 'match' : 'matches'}
              {cutAt ? ` until ${clock(cutAt)}` : ''}
              <span className="hide-s wide">
                {' '}
                · {shownRange.chip} · bars are {shownRange.step}
              </span>
            </span>
            {histogram.failed && !cut && (
              <>
                {' '}
                <span className="wrn">as of {clock(histogram.at)}</span>{' '}
                <button type="button" className="lnk" onClick={histogram.retry}>
                  Retry
                </button>
              </>
            )}
          </span>
        ) : histogram.failed ? (
          <span>
            The trend could not be read.{' '}
            <button type="button" className="lnk" onClick={histogram.retry}>
              Retry
            </button>
          </span>
        ) : (
          <i className="sk" style={{ width: 150, height: 8 }} />
        )}
        <span className="sp" />
        {SEVERE_FIRST.filter((severity) => trend.counts[severity] > 0 || expanded).map((severity) => (
          <span key={severity} className={`leg l-${severity} ${trend.counts[severity] === 0 ? 'none' : ''}`}>
            <i className={`f-${severity}`} />
            {severity} <span className="m hide-s">{formatShort(trend.counts[severity])}</span>
          </span>
        ))}
      </div>
      {expanded && (
        <div className="charts">
          <div className="bars">
            <div
              className="plot"
              role="img"
              aria-label={`Bars of ${shownRange.step}: ${counted(trend.total, 'match', 'matches')}, largest bar ${formatCount(trend.peak)}`}
            >
              {trend.buckets.map((bucket) => (
                <Bar key={bucket.start} bucket={bucket} top={top} />
              ))}
              {cutAt !== undefined && (
                <span className="cutz" style={{ left: percent(shareOf(cutAt)), width: percent(Math.max(0.004, nowShare - shareOf(cutAt))) }} />
              )}
              {following && <span className="nowline" style={{ left: percent(nowShare) }} />}
              <span className="yl" style={{ top: -2 }}>
                {trend.peak > 0 ? axisLabel(top) : ''}
              </span>
              <span className="yl mid">{trend.peak > 1 ? axisLabel(top / 2) : ''}</span>
            </div>
            {first > 0 && <Axis trend={trend} />}
          </div>
          <Lanes trend={trend} recent={recent} />
        </div>
      )}
    </section>
  );
});

interface Recent {
  all: Rate;
  warn: Rate;
  error: Rate;
}
const UNKNOWN: Recent = { all: 'unknown', warn: 'unknown', error: 'unknown' };
const LAST: Recent = { all: 'last', warn: 'last', error: 'last' };

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;
/** `75k`, not `75.0k`. */
const axisLabel = (value: number): string => formatShort(value).replace(/\.0+(?=\D|$)/, '');

/** Rates of the tail, the same seconds as the status row's. */
function recentRates(reading: Reading | undefined): Recent {
  if (!reading) return LAST;
  const { matchedPerSecond: all, severityPerSecond: rates } = reading;
  return rates ? { all, warn: rates.warn, error: rates.error + rates.fatal } : { ...LAST, all };
}
