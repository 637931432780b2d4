import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Confirm } from '@/components/ui/confirm';
import { DataTable, type Column } from '@/components/ui/data-table';
import { ListState } from '@/components/ui/list-state';
import { TimeText } from '@/components/ui/time-text';
import type { Invitation } from '@/lib/api/account-types';
import { withdrawInvitation } from '@/lib/api/admin';
import type { Listing } from '@/lib/hooks/use-list';
import { invitationStanding, roleName } from '../lib/person-words';
import { State, TwoLines } from '../parts';
import { INVITATIONS_KEY } from '../lib/query-keys';

/** Who was invited, and who has not come yet. */
export function InvitationList({ list, onInvite }: { list: Listing<Invitation>; onInvite: () => void }) {
  const queryClient = useQueryClient();
  const [now] = useState(() => Date.now());
  const withdraw = async (id: string) => {
    await withdrawInvitation(id);
    await queryClient.invalidateQueries({ queryKey: INVITATIONS_KEY });
  };
  const isOpen = (invitation: Invitation) => invitationStanding(invitation, now).kind === 'wait';
  const columns: readonly Column<Invitation>[] = [
    { id: 'who', head: 'Address', grow: true, cell: ({ email, limitQuery }) => <TwoLines first={email} second={limitQuery} mono /> },
    { id: 'role', head: 'Role', cell: roleName },
    { id: 'made', head: 'Invited', wide: true, cell: ({ createdAt }) => <TimeText at={createdAt} /> },
    { id: 'until', head: 'Good until', wide: true, cell: ({ expiresAt }) => <TimeText at={expiresAt} /> },
    {
      id: 'state',
      head: 'State',
      cell: (invitation) => <State kind={invitationStanding(invitation, now).kind}>{invitationStanding(invitation, now).text}</State>,
    },
    {
      id: 'withdraw',
      head: '',
      cell: (invitation) =>
        isOpen(invitation) && (
          <Confirm small label="Withdraw" question={`The link for ${invitation.email} stops working.`} action={() => withdraw(invitation.id)} />
        ),
    },
  ];
  return (
    <ListState
      what="Invitations"
      list={list}
      empty={
        <>
          <h2>Nobody was invited yet</h2>
          <p>An invitation is a link for one address. Whoever has it chooses a user name and a password.</p>
          <Button onClick={onInvite}>Invite</Button>
        </>
      }
    >
      <DataTable label="Invitations" columns={columns} rows={list.items} keyOf={({ id }) => id} isOff={(row) => !isOpen(row)} old={list.isOld} />
    </ListState>
  );
}
