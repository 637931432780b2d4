import { DataTable, type Column } from '@/components/ui/data-table';
import { ListState } from '@/components/ui/list-state';
import { TimeText } from '@/components/ui/time-text';
import type { Tenant } from '@/lib/api/account-types';
import { formatCount } from '@/lib/format';
import type { Listing } from '@/lib/hooks/use-list';
import { State, TwoLines } from '../parts';

interface TenantListProps {
  list: Listing<Tenant>;
  own: string;
  openId: string | undefined;
  onOpen: (id: string) => void;
}

/** All tenants of the instance. */
export function TenantList({ list, own, openId, onOpen }: TenantListProps) {
  const columns: readonly Column<Tenant>[] = [
    { id: 'name', head: 'Tenant', grow: true, cell: ({ id, name }) => <TwoLines first={name || id} second={id} mono /> },
    { id: 'own', head: 'Yours', wide: true, cell: ({ id }) => (id === own ? <span className="tag">yours</span> : null) },
    { id: 'people', head: 'People', wide: true, number: true, cell: ({ people }) => (people === undefined ? '–' : formatCount(people)) },
    { id: 'made', head: 'Created', cell: ({ createdAt }) => <TimeText at={createdAt} /> },
    { id: 'state', head: 'State', cell: ({ disabledAt }) => (disabledAt ? <State kind="off">Disabled</State> : <State kind="on">Active</State>) },
  ];
  return (
    <ListState what="Tenants" list={list} empty={<h2>There are no tenants</h2>}>
      <DataTable
        label="Tenants"
        columns={columns}
        rows={list.items}
        keyOf={({ id }) => id}
        onOpen={({ id }) => onOpen(id)}
        openKey={openId}
        isOff={({ disabledAt }) => disabledAt !== null}
        old={list.isOld}
      />
    </ListState>
  );
}
