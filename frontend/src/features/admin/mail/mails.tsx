'use client';

import { Button } from '@/components/ui/button';
import { DataTable, type Column } from '@/components/ui/data-table';
import { ListState } from '@/components/ui/list-state';
import { TimeText } from '@/components/ui/time-text';
import type { MailItem } from '@/lib/api/account-types';
import { listMails } from '@/lib/api/admin';
import { useList } from '@/lib/hooks/use-list';
import { MAIL_KEY } from '../lib/query-keys';
import { Section, State, TwoLines } from '../parts';

const STATES: Record<MailItem['state'], { kind: 'on' | 'wait' | 'bad'; text: string }> = {
  waiting: { kind: 'wait', text: 'Waiting' },
  sent: { kind: 'on', text: 'Sent' },
  'on-terminal': { kind: 'wait', text: "On the server's terminal" },
  'given-up': { kind: 'bad', text: 'Given up' },
};

const COLUMNS: readonly Column<MailItem>[] = [
  { id: 'to', head: 'To', grow: true, cell: ({ recipient, subject }) => <TwoLines first={recipient} second={subject} /> },
  { id: 'kind', head: 'Kind', wide: true, cell: ({ kind }) => kind },
  { id: 'state', head: 'State', cell: ({ state }) => <State kind={STATES[state].kind}>{STATES[state].text}</State> },
  { id: 'made', head: 'Written', wide: true, cell: ({ createdAt }) => <TimeText at={createdAt} /> },
  { id: 'sent', head: 'Sent', wide: true, cell: ({ sentAt }) => <TimeText at={sentAt} /> },
  { id: 'tries', head: 'Tries', wide: true, number: true, cell: ({ attempts }) => attempts },
  {
    id: 'why',
    head: 'Last error',
    grow: true,
    cell: ({ lastError }) =>
      lastError ? (
        <span className="bad" title={lastError}>
          {lastError}
        </span>
      ) : (
        <span className="m hide-s">–</span>
      ),
  },
];

/** The mails of the tenant: to whom, of what kind, and whether they went out. Never what they say. */
export function Mails() {
  const list = useList(MAIL_KEY, listMails);
  return (
    <Section
      tools={
        <>
          <span className="m el">Codes and links are never shown here, only that a mail is on its way.</span>
          <div className="acts">
            <Button onClick={list.reload}>Refresh</Button>
          </div>
        </>
      }
    >
      <ListState
        what="Mail"
        list={list}
        empty={
          <>
            <h2>No mail was written yet</h2>
            <p>Codes for a new account or password and invitations go out by mail.</p>
          </>
        }
      >
        <DataTable label="Mail" columns={COLUMNS} rows={list.items} keyOf={({ id }) => id} old={list.isOld} />
      </ListState>
    </Section>
  );
}
