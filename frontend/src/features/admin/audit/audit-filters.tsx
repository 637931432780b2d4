import { useCallback, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { SearchField } from '@/components/ui/search-field';
import { cn } from '@/lib/cn';
import type { ChangeAddress } from '@/lib/hooks/use-address';
import { AUDIT_FIELDS, auditFilterOf, hasFilter, OUTCOMES } from '../lib/audit-filter';

/** What the audit is narrowed by. Everything is in the address, so that a link shows the same. */
export function AuditFilters({ search, change }: { search: URLSearchParams; change: ChangeAddress }) {
  const [times, setTimes] = useState(false);
  const find = useCallback((text: string) => change({ query: text }, 'replace'), [change]);
  const set = (field: string) => (event: { target: { value: string } }) => change({ [field]: event.target.value }, 'replace');
  const clear = () => change(Object.fromEntries(AUDIT_FIELDS.map((field) => [field, undefined])));
  const chosen = (field: 'action' | 'actor') => {
    const value = search.get(field);
    return (
      value && (
        <span className="chip">
          <span className="el">
            {field} <b>{value}</b>
          </span>
          <button type="button" className="x" aria-label={`Any ${field}`} onClick={() => change({ [field]: undefined })}>
            ×
          </button>
        </span>
      )
    );
  };
  // On a phone the times are behind a button, unless they are set.
  const when = cn('when', !times && !search.get('from') && !search.get('to') && 'hide-s');
  return (
    <>
      <SearchField label="Find in the audit" value={search.get('query') ?? ''} onChange={find} />
      <select className="inp sel" aria-label="Outcome" value={search.get('outcome') ?? ''} onChange={set('outcome')}>
        {OUTCOMES.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      <Button className="only-s" aria-expanded={times} onClick={() => setTimes(!times)}>
        <Icon name="clock" small />
        Time
      </Button>
      <label className={when}>
        <span className="m">from</span>
        <span className="inp">
          <input type="datetime-local" aria-label="From" value={search.get('from') ?? ''} onChange={set('from')} />
        </span>
      </label>
      <label className={when}>
        <span className="m">to</span>
        <span className="inp">
          <input type="datetime-local" aria-label="To" value={search.get('to') ?? ''} onChange={set('to')} />
        </span>
      </label>
      {chosen('action')}
      {chosen('actor')}
      {hasFilter(auditFilterOf(search)) && (
        <Button variant="quiet" onClick={clear}>
          Clear
        </Button>
      )}
    </>
  );
}
