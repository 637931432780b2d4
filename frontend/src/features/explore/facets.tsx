import { memo, useState, type ReactNode, type RefObject } from 'react';
import { Icon } from '@/components/ui/icon';
import { SEVERITIES, type LogFilter, type Severity } from '@/lib/api/types';
import { counted, formatCount, formatShare, formatShort } from '@/lib/format';
import { shownText } from '@/lib/shown-text';
import { clock } from '@/lib/time';
import type { Range } from './lib/ranges';
import { toggled, type ViewState } from './lib/view-state';
import { useSeverityCounts, useSourceCounts, type LastGood } from './use-aggregates';
import type { ChangeView } from './use-view';

const FIRST = 10;
const SEVERE_FIRST = [...SEVERITIES].reverse();

interface ValueProps {
  name: ReactNode;
  label: string;
  checked: boolean;
  dim: boolean;
  /** Not known when the counts could not be read; the value can be picked all the same. */
  count: number | undefined;
  most: number;
  total: number;
  onToggle: () => void;
}

function FacetValue({ name, label, checked, dim, count, most, total, onToggle }: ValueProps) {
  const words = count === undefined ? 'not counted' : `${formatCount(count)}, ${formatShare(count, total)}`;
  const width = count ? `${Math.max(2, (count / Math.max(1, most)) * 100)}%` : 0;
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={checked}
      aria-label={`${label}: ${words}`}
      title={`${label}: ${words}`}
      className={dim ? 'fv dim' : 'fv'}
      onClick={onToggle}
    >
      <span className={checked ? 'ck on' : 'ck'}>{checked && <Icon name="check" />}</span>
      {name}
      <span className="tb">
        <i style={{ width }} />
      </span>
      <span className="ct">{count === undefined ? '–' : formatShort(count)}</span>
    </button>
  );
}

/** Name of a field, and how many values it has here; in that place, when they could not be counted, since when they are not. */
function Head({ name, title, values, counts }: { name: string; title: string; values: string; counts: LastGood<unknown> }) {
  const since = counts.at > 0 ? `These counts are of ${clock(counts.at)}: the last try failed.` : 'The counts could not be read.';
  return (
    <h3>
      {name}
      {counts.failed ? (
        <span className="late" role="status" title={since}>
          <Icon name="warning" small />
          {counts.at > 0 ? `of ${clock(counts.at)}` : 'not counted'}
          <button type="button" className="lnk" aria-label={`Count ${name.toLowerCase()} again. ${since}`} onClick={counts.retry}>
            Retry
          </button>
        </span>
      ) : (
        <span className="m" title={title}>
          {values}
        </span>
      )}
    </h3>
  );
}

function Waiting({ rows }: { rows: number }) {
  return Array.from({ length: rows }, (_, index) => (
    <div className="fv" key={index} aria-hidden="true">
      <span className="ck" />
      <i className="sk" style={{ width: `${50 + ((index * 37) % 45)}%` }} />
      <i className="sk" />
      <i className="sk sc" />
    </div>
  ));
}

interface FacetsProps {
  view: ViewState;
  change: ChangeView;
  clauses: LogFilter;
  range: Range;
  findRef?: RefObject<HTMLInputElement | null>;
}

/** Severity and source with their counts; a field's counts leave out its own clause, so that the other values stay visible. */
export const Facets = memo(function Facets({ view, change, clauses, range, findRef }: FacetsProps) {
  const [find, setFind] = useState('');
  const [all, setAll] = useState(false);
  const severities = useSeverityCounts(clauses, range, view.live);
  const sources = useSourceCounts(clauses, range, view.live);
  const counts = severities.data?.counts;
  const most = counts ? Math.max(...Object.values(counts)) : 0;
  const present = counts ? SEVERITIES.filter((severity) => counts[severity] > 0).length : 0;
  const listed = sources.data?.items ?? [];
  const gone = view.source.filter((name) => !listed.some((item) => item.source === name)).map((source) => ({ source, count: sources.data ? 0 : undefined }));
  const needle = find.trim().toLowerCase();
  const picked = [...gone, ...listed].filter((item) => needle === '' || item.source.toLowerCase().includes(needle));
  const shown = all || needle !== '' ? picked : picked.slice(0, FIRST);
  const sourceTotal = listed.reduce((sum, item) => sum + item.count, 0);
  const pick = (severity: Severity) => change({ severity: SEVERITIES.filter((name) => toggled(view.severity, severity).includes(name)) });
  return (
    <>
      <label className="find">
        <Icon name="search" small />
        <input
          ref={findRef}
          className="grow"
          type="text"
          aria-label="Find a source"
          placeholder="Find a source"
          value={find}
          onChange={(event) => setFind(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
            const only = picked[0];
            if (event.key === 'Enter' && only && needle !== '') {
              change({ source: toggled(view.source, only.source).sort() });
              setFind('');
            }
          }}
        />
        <kbd>f</kbd>
      </label>
      <div className={severities.old ? 'fg old' : 'fg'} role="group" aria-label="Severity">
        <Head name="Severity" title="Severities that have logs here" values={counts ? String(present) : ''} counts={severities} />
        {!counts && !severities.failed && <Waiting rows={6} />}
        {(counts ?? severities.failed) &&
          SEVERE_FIRST.map((severity) => (
            <FacetValue
              key={severity}
              label={severity}
              name={<span className={`sev s-${severity}`}>{severity.toUpperCase()}</span>}
              checked={view.severity.includes(severity)}
              dim={view.severity.length > 0 && !view.severity.includes(severity)}
              count={counts?.[severity]}
              most={most}
              total={severities.data?.total ?? 0}
              onToggle={() => pick(severity)}
            />
          ))}
      </div>
      <div className={sources.old ? 'fg old' : 'fg'} role="group" aria-label="Source">
        <Head
          name="Source"
          title={`${counted(listed.length, 'source')} with logs here`}
          values={sources.data ? (listed.length >= 50 ? '50 largest' : String(listed.length)) : ''}
          counts={sources}
        />
        {!sources.data && !sources.failed && <Waiting rows={7} />}
        {shown.map((item) => (
          <FacetValue
            key={item.source}
            label={item.source}
            name={<span className="nm el">{shownText(item.source)}</span>}
            checked={view.source.includes(item.source)}
            dim={view.source.length > 0 && !view.source.includes(item.source)}
            count={item.count}
            most={listed[0]?.count ?? 0}
            total={sourceTotal}
            onToggle={() => change({ source: toggled(view.source, item.source).sort() })}
          />
        ))}
        {sources.data && picked.length === 0 && (
          <p className="fnone">{needle ? `No source has “${find.trim()}” in its name here.` : 'No source in this window.'}</p>
        )}
        {needle === '' && picked.length > FIRST && (
          <button type="button" className="fmore lnk" onClick={() => setAll(!all)}>
            {all ? 'fewer' : `${picked.length - FIRST} more`}
          </button>
        )}
      </div>
    </>
  );
});
