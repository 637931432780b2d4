import { DataTable, type Column } from '@/components/ui/data-table';
import type { LimitGroup } from '@/lib/api/account-types';
import { formatCount } from '@/lib/format';
import { subjectName, windowText } from '../lib/limit-words';

const COLUMNS: readonly Column<LimitGroup>[] = [
  { id: 'group', head: 'Group of calls', grow: true, cell: ({ group }) => group },
  { id: 'subject', head: 'Counted for each', cell: ({ subject }) => subjectName(subject) },
  {
    id: 'limit',
    head: 'At most',
    number: true,
    cell: ({ limit, windowSeconds }) => (limit > 0 ? `${formatCount(limit)} ${windowText(windowSeconds)}` : 'off'),
  },
];

/** What the server lets in. */
export const GroupTable = ({ groups }: { groups: readonly LimitGroup[] }) => (
  <DataTable label="Limits" columns={COLUMNS} rows={groups} keyOf={({ group, subject }) => `${group} ${subject}`} />
);
