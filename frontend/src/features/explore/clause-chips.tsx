import { Icon } from '@/components/ui/icon';
import { shownText } from '@/lib/shown-text';
import { DEFAULT_RANGE, type Range } from './lib/ranges';
import { splitTerms, withoutTerm } from './lib/terms';
import { EMPTY_VIEW, hasClauses, type ViewState } from './lib/view-state';
import { RangeMenu } from './time-control';
import type { ChangeView } from './use-view';

/** One thing that narrows the view, how it is written, and the view without it. */
export interface Clause {
  key: string;
  field: string;
  value: string;
  /** The whole of it, where the value is shortened. */
  title?: string;
  without: Partial<ViewState>;
}

const LISTED = 3;
const NAME_FITS = 28;

/** Names, at most three, long ones cut: `pay, auth, mail and 4 more`. */
export function listed(names: readonly string[]): string {
  const more = names.length - LISTED;
  const short = names.slice(0, LISTED).map((name) => (name.length > NAME_FITS ? `${name.slice(0, NAME_FITS - 1)}…` : name));
  return more > 0 ? `${short.join(', ')} and ${more} more` : short.join(', ');
}

/** All clauses of a view but time. */
export function clausesIn(view: ViewState): Clause[] {
  return [
    ...splitTerms(view.query).map((term, index) => ({ key: `q${index}`, field: '', value: term.raw, without: { query: withoutTerm(view.query, index) } })),
    ...(view.severity.length > 0 ? [{ key: 'severity', field: 'severity:', value: view.severity.join(', '), without: { severity: [] } }] : []),
    ...(view.source.length > 0
      ? [{ key: 'source', field: 'source:', value: listed(view.source), title: view.source.join('\n'), without: { source: [] } }]
      : []),
  ];
}

interface ChipProps {
  field: string;
  value: string;
  title: string | undefined;
  onRemove: () => void;
}

function Chip({ field, value, title, onRemove }: ChipProps) {
  return (
    <span className="chip">
      <span className="el" title={title ?? `${field}${value}`}>
        {field}
        <b>{shownText(value)}</b>
      </span>
      <button type="button" className="x" aria-label={`Remove ${field}${value}`} onClick={onRemove}>
        <Icon name="close" />
      </button>
    </span>
  );
}

/** What filters, piece by piece; each can be taken away. */
export function ClauseChips({ view, change, range, sources }: { view: ViewState; change: ChangeView; range: Range; sources: number | undefined }) {
  const clauses = clausesIn(view);
  const filtered = hasClauses(view) || view.range !== DEFAULT_RANGE;
  return (
    <div className="chips" role="group" aria-label="What filters">
      {!hasClauses(view) && (
        <span className="chip all">
          <span>
            <b>all sources</b>
          </span>
        </span>
      )}
      {clauses.map((clause) => (
        <Chip key={clause.key} field={clause.field} value={clause.value} title={clause.title} onRemove={() => change(clause.without)} />
      ))}
      <span className="chip rng">
        <RangeMenu
          view={view}
          change={change}
          trigger={
            <button type="button" className="ct">
              <b>{range.chip}</b>
            </button>
          }
        />
        {view.range !== DEFAULT_RANGE && (
          <button type="button" className="x" aria-label={`Remove ${range.chip}`} onClick={() => change({ range: DEFAULT_RANGE })}>
            <Icon name="close" />
          </button>
        )}
      </span>
      <span className="sp" />
      {filtered ? (
        <button type="button" className="lnk" onClick={() => change({ ...EMPTY_VIEW, live: view.live, log: view.log })}>
          Reset all
        </button>
      ) : (
        <span className="m t12 hide-s">{!sources ? 'No filter' : `No filter: all ${sources >= 50 ? '50 or more' : sources} sources`}</span>
      )}
    </div>
  );
}
