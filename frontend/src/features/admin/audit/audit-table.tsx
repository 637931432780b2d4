import { DataTable, type Column } from '@/components/ui/data-table';
import { TimeText } from '@/components/ui/time-text';
import type { AuditEvent, AuditOutcome } from '@/lib/api/account-types';
import { actorName, targetText } from '../lib/audit-words';
import { State } from '../parts';

const OUTCOME: Record<AuditOutcome, { kind: 'on' | 'wait' | 'bad'; text: string }> = {
  ok: { kind: 'on', text: 'Done' },
  denied: { kind: 'bad', text: 'Denied' },
  failed: { kind: 'wait', text: 'Failed' },
};

/** An outcome as a mark and a word. */
export const Outcome = ({ outcome }: { outcome: AuditOutcome }) => <State kind={OUTCOME[outcome].kind}>{OUTCOME[outcome].text}</State>;

const COLUMNS: readonly Column<AuditEvent>[] = [
  { id: 'at', head: 'Time', cell: ({ at }) => <TimeText at={at} seconds /> },
  { id: 'action', head: 'Action', cell: ({ action }) => <span className="mono">{action}</span> },
  { id: 'outcome', head: 'Outcome', cell: ({ outcome }) => <Outcome outcome={outcome} /> },
  { id: 'who', head: 'Who', grow: true, cell: actorName },
  { id: 'target', head: 'What', wide: true, grow: true, cell: (event) => targetText(event) || <span className="m">–</span> },
  { id: 'from', head: 'From', wide: true, cell: ({ address }) => address || <span className="m">–</span> },
];

interface AuditTableProps {
  events: readonly AuditEvent[];
  openId: string | undefined;
  old: boolean;
  onOpen: (id: string) => void;
}

export function AuditTable({ events, openId, old, onOpen }: AuditTableProps) {
  return <DataTable label="Audit" columns={COLUMNS} rows={events} keyOf={({ id }) => id} onOpen={({ id }) => onOpen(id)} openKey={openId} old={old} />;
}
