import { Button } from '@/components/ui/button';
import { DataTable, type Column } from '@/components/ui/data-table';
import { ListState } from '@/components/ui/list-state';
import { TimeText } from '@/components/ui/time-text';
import type { User } from '@/lib/api/account-types';
import type { Listing } from '@/lib/hooks/use-list';
import { personName, roleName, standingOf } from '../lib/person-words';
import { State, TwoLines } from '../parts';

const COLUMNS: readonly Column<User>[] = [
  { id: 'who', head: 'Person', grow: true, cell: (user) => <TwoLines first={personName(user)} second={user.email} /> },
  { id: 'username', head: 'User name', wide: true, cell: (user) => user.username },
  { id: 'role', head: 'Role', cell: roleName },
  {
    id: 'sees',
    head: 'Sees',
    wide: true,
    grow: true,
    cell: (user) => (user.limitQuery ? <span className="mono">{user.limitQuery}</span> : <span className="m">all logs</span>),
  },
  { id: 'seen', head: 'Last sign-in', wide: true, cell: (user) => <TimeText at={user.lastSignInAt} none="never" /> },
  { id: 'state', head: 'State', cell: (user) => <State kind={standingOf(user).kind}>{standingOf(user).text}</State> },
];

interface PeopleListProps {
  list: Listing<User>;
  query: string;
  openId: string | undefined;
  onOpen: (id: string) => void;
  onClear: () => void;
}

export function PeopleList({ list, query, openId, onOpen, onClear }: PeopleListProps) {
  return (
    <ListState
      what="People"
      list={list}
      empty={
        <>
          <h2>Nobody matches “{query}”</h2>
          <p>Names, user names and addresses are searched.</p>
          <Button onClick={onClear}>Show all people</Button>
        </>
      }
    >
      <DataTable
        label="People"
        columns={COLUMNS}
        rows={list.items}
        keyOf={(user) => user.id}
        onOpen={(user) => onOpen(user.id)}
        openKey={openId}
        isOff={(user) => user.disabledAt !== null}
        old={list.isOld}
      />
    </ListState>
  );
}
