import { Button } from '@/components/ui/button';
import { DataTable, type Column } from '@/components/ui/data-table';
import { ListState } from '@/components/ui/list-state';
import { TimeText } from '@/components/ui/time-text';
import type { ApiKey } from '@/lib/api/account-types';
import type { Listing } from '@/lib/hooks/use-list';
import { fixedText, keyStanding, limitText } from '../lib/key-words';
import { State, TwoLines } from '../parts';

interface KeyListProps {
  list: Listing<ApiKey>;
  query: string;
  now: number;
  openId: string | undefined;
  onOpen: (id: string) => void;
  onClear: () => void;
  onCreate: () => void;
}

const columnsAt = (now: number): readonly Column<ApiKey>[] => [
  { id: 'name', head: 'Key', grow: true, cell: (key) => <TwoLines first={key.name} second={key.prefix ? `${key.prefix}…` : 'given by a setting'} mono /> },
  { id: 'scopes', head: 'May', cell: (key) => key.scopes.join(', ') },
  {
    id: 'fixed',
    head: 'Puts on every log',
    wide: true,
    grow: true,
    cell: (key) => fixedText(key) || <span className="m">nothing</span>,
  },
  { id: 'limit', head: 'At most', wide: true, extra: true, cell: (key) => limitText(key) || <span className="m">no limit</span> },
  { id: 'used', head: 'Last used', wide: true, cell: (key) => <TimeText at={key.lastUsedAt} none="never" /> },
  { id: 'ends', head: 'Expires', wide: true, extra: true, cell: (key) => <TimeText at={key.expiresAt} none="never" /> },
  { id: 'state', head: 'State', cell: (key) => <State kind={keyStanding(key, now).kind}>{keyStanding(key, now).text}</State> },
];

export function KeyList({ list, query, now, openId, onOpen, onClear, onCreate }: KeyListProps) {
  const empty = query ? (
    <>
      <h2>No key matches “{query}”</h2>
      <p>Names and the beginnings of keys (lsk_…) are searched.</p>
      <Button onClick={onClear}>Show all keys</Button>
    </>
  ) : (
    <>
      <h2>There are no API keys yet</h2>
      <p>A key lets a program send or read logs. Give each program its own, so that one can be revoked alone.</p>
      <Button onClick={onCreate}>New key</Button>
    </>
  );
  return (
    <ListState what="API keys" list={list} empty={empty}>
      <DataTable
        label="API keys"
        columns={columnsAt(now)}
        rows={list.items}
        keyOf={(key) => key.id}
        onOpen={(key) => onOpen(key.id)}
        openKey={openId}
        isOff={(key) => keyStanding(key, now).kind === 'off'}
        old={list.isOld}
      />
    </ListState>
  );
}
