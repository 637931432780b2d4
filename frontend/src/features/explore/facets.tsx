import { memo, useState, type ReactNode, type RefObject } from 'react';
import { Icon } from '@/components/ui/icon';
import { SEVERITIES, type LogFilter, type Severity } from '@/lib/api/types';
import { formatCount, formatShare, formatShort } from '@/lib/format';
import type { Range } from './lib/ranges';
import { toggled, type ViewState } from './lib/view-state';
import { useSeverityCounts, useSourceCounts } from './use-aggregates';
import type { ChangeView } from './use-view';

const FIRST = 10;
const SEVERE_FIRST = [...SEVERITIES].reverse();

interface ValueProps {
  name: ReactNode;
  label: string;
  checked: boolean;
  dim: boolean;
  count: number;
  most: number;
  total: number;
  onToggle: () => void;
}

function FacetValue({ name, label, checked, dim, count, most, total, onToggle }: ValueProps) {
  const share = formatShare(count, total);
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={checked}
      aria-label={`${label}: ${formatCount(count)}, ${share}`}
      title={`${label}: ${formatCount(count)} · ${share}`}
      className={dim ? 'fv dim' : 'fv'}
      onClick={onToggle}
    >
      <span className={checked ? 'ck on' : 'ck'}>{checked && <Icon name="check" />}</span>
      {name}
      <span className="tb">
        <i style={{ width: count > 0 ? `${Math.max(2, (count / Math.max(1, most)) * 100)}%` : 0 }} />
      </span>
      <span className="ct">{formatShort(count)}</span>
    </button>
  );
}

function Late({ what, retry }: { what: string; retry: () => void }) {
  return (
    <div className="latebox">
      <Icon name="warning" small />
      <span>
        <b>{what} could not be counted.</b>
      </span>
      <button type="button" className="lnk" onClick={retry}>
        Retry
      </button>
    </div>
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
  const listed = sources.data?.items ?? [];
  const gone = view.source.filter((name) => !listed.some((item) => item.source === name)).map((source) => ({ source, count: 0 }));
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
      <div className="fg" role="group" aria-label="Severity">
        <h3>
          Severity<span className="m">{counts ? formatShort(severities.data?.total ?? 0) : ''}</span>
        </h3>
        {severities.isError && <Late what="Severities" retry={() => void severities.refetch()} />}
        {!counts && !severities.isError && <Waiting rows={6} />}
        {counts &&
          SEVERE_FIRST.map((severity) => (
            <FacetValue
              key={severity}
              label={severity}
              name={<span className={`sev s-${severity}`}>{severity.toUpperCase()}</span>}
              checked={view.severity.includes(severity)}
              dim={view.severity.length > 0 && !view.severity.includes(severity)}
              count={counts[severity]}
              most={most}
              total={severities.data?.total ?? 0}
              onToggle={() => pick(severity)}
            />
          ))}
      </div>
      <div className="fg" role="group" aria-label="Source">
        <h3>
          Source<span className="m">{sources.data ? (listed.length >= 50 ? '50 largest' : listed.length) : ''}</span>
        </h3>
        {sources.isError && <Late what="Sources" retry={() => void sources.refetch()} />}
        {!sources.data && !sources.isError && <Waiting rows={7} />}
        {shown.map((item) => (
          <FacetValue
            key={item.source}
            label={item.source}
            name={<span className="nm el">{item.source}</span>}
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
