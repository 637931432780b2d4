'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ListState } from '@/components/ui/list-state';
import { SidePanel } from '@/components/ui/side-panel';
import { listAudit } from '@/lib/api/admin';
import { useAddress } from '@/lib/hooks/use-address';
import { useList } from '@/lib/hooks/use-list';
import { AUDIT_FIELDS, auditFilterOf, hasFilter } from '../lib/audit-filter';
import { AUDIT_KEY } from '../lib/query-keys';
import { Section } from '../parts';
import { AuditFilters } from './audit-filters';
import { AuditTable } from './audit-table';
import { EventPanel } from './event-panel';
import { ExportButton } from './export-button';

/** Who did what, from where, and what it changed. */
export function Audit() {
  const [search, change] = useAddress();
  const [openedBefore] = useState(() => search.get('event'));
  const filter = auditFilterOf(search);
  const open = search.get('event');
  const list = useList([...AUDIT_KEY, filter], (page) => listAudit(filter, page));
  const event = list.items.find(({ id }) => id === open);
  const close = () => change({ event: undefined });
  const clear = () => change(Object.fromEntries(AUDIT_FIELDS.map((field) => [field, undefined])));
  const missing = openedBefore === open ? 'Not among the events shown. Show more, or change the filters.' : 'No longer among the events shown.';
  return (
    <Section
      tools={
        <>
          <AuditFilters search={search} change={change} />
          <div className="acts">
            <Button onClick={list.reload}>Refresh</Button>
            <ExportButton filter={filter} />
          </div>
        </>
      }
      panel={
        open && !list.isFirstLoad ? (
          <SidePanel key={open} title={event?.action ?? 'Event'} onClose={close}>
            {event ? <EventPanel event={event} onFilter={change} /> : <p className="m">{missing}</p>}
          </SidePanel>
        ) : undefined
      }
    >
      <ListState
        what="The audit"
        list={list}
        empty={
          hasFilter(filter) ? (
            <>
              <h2>Nothing matches these filters</h2>
              <p>Everything that was done is kept; it may be earlier, later, or by somebody else.</p>
              <Button onClick={clear}>Clear the filters</Button>
            </>
          ) : (
            <>
              <h2>Nothing was recorded yet</h2>
              <p>Sign-ins, changes, exports, deletions and refusals are written down here as they happen.</p>
            </>
          )
        }
      >
        <AuditTable events={list.items} openId={open ?? undefined} old={list.isOld} onOpen={(id) => change({ event: id })} />
      </ListState>
    </Section>
  );
}
