import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Confirm } from '@/components/ui/confirm';
import { DataTable, type Column } from '@/components/ui/data-table';
import { Failed, Waiting } from '@/components/ui/list-state';
import { TimeText } from '@/components/ui/time-text';
import type { DeviceSession } from '@/lib/api/account-types';
import { endAllSessions, endSession, listSessions } from '@/lib/api/accounts';
import { signOut } from '@/lib/api/session';
import { deviceName } from './lib/device-name';

export const SESSIONS_KEY = ['sessions'];

/** The devices that one is signed in on: this one first; each can be signed out, or all. */
export function Sessions() {
  const queryClient = useQueryClient();
  const query = useQuery({ queryKey: SESSIONS_KEY, queryFn: ({ signal }) => listSessions(signal) });
  const end = async (session: DeviceSession) => {
    if (session.isCurrent) return signOut();
    await endSession(session.id);
    await queryClient.invalidateQueries({ queryKey: SESSIONS_KEY });
  };
  const endAll = async () => {
    await endAllSessions();
    await signOut();
  };
  if (query.isPending) return <Waiting what="Sessions" />;
  if (!query.data) return <Failed what="Sessions" error={query.error} retry={() => void query.refetch()} />;
  const columns: readonly Column<DeviceSession>[] = [
    {
      id: 'device',
      head: 'Device',
      grow: true,
      cell: ({ userAgent, isCurrent }) => (
        <span className="row">
          <span className="el md" title={userAgent}>
            {deviceName(userAgent)}
          </span>
          {isCurrent && <span className="tag">this device</span>}
        </span>
      ),
    },
    { id: 'address', head: 'Address', cell: ({ address }) => <span className="mono">{address || '–'}</span> },
    { id: 'made', head: 'Signed in', wide: true, cell: ({ createdAt }) => <TimeText at={createdAt} /> },
    { id: 'used', head: 'Last used', cell: ({ lastUsedAt }) => <TimeText at={lastUsedAt} /> },
    { id: 'ends', head: 'Ends unused', wide: true, cell: ({ expiresAt }) => <TimeText at={expiresAt} /> },
    {
      id: 'end',
      head: '',
      cell: (session) => (
        <Confirm
          small
          label="Sign out"
          question={session.isCurrent ? 'You are signed out here.' : `${deviceName(session.userAgent)} is signed out.`}
          action={() => end(session)}
        />
      ),
    },
  ];
  const sorted = [...query.data.items].sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent) || Date.parse(b.lastUsedAt) - Date.parse(a.lastUsedAt));
  return (
    <>
      <DataTable label="Sessions" columns={columns} rows={sorted} keyOf={({ id }) => id} old={query.isRefetchError} />
      <div className="more">
        <Confirm label="Sign out everywhere" question="All your sessions end, also this one." action={endAll} />
      </div>
    </>
  );
}
