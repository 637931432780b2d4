import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { DataTable, type Column } from '@/components/ui/data-table';
import { TimeText } from '@/components/ui/time-text';
import type { LimitCount } from '@/lib/api/account-types';
import { resetLimit } from '@/lib/api/admin';
import { cn } from '@/lib/cn';
import { formatCount } from '@/lib/format';
import { useAttempt } from '@/lib/hooks/use-attempt';
import { pressureOf, shareOf, subjectName } from '../lib/limit-words';
import { TwoLines } from '../parts';

const STEP = 100;

function Used({ used, limit }: LimitCount) {
  const pressure = pressureOf(used, limit);
  return (
    <span className="used">
      <span className={cn({ free: '', near: 'wrn', held: 'bad md' }[pressure])}>
        {formatCount(used)} of {formatCount(limit)}
        {pressure === 'held' && ', held back'}
      </span>
      <i aria-hidden="true" className={pressure}>
        <b style={{ width: `${shareOf(used, limit) * 100}%` }} />
      </i>
    </span>
  );
}

function Reset({ item, reload }: { item: LimitCount; reload: () => Promise<void> }) {
  const attempt = useAttempt();
  const reset = () =>
    attempt.run(async () => {
      await resetLimit(item.id);
      await reload();
    });
  return (
    <>
      {attempt.message && (
        <span className="bad t12" role="alert">
          {attempt.message}{' '}
        </span>
      )}
      <Button size="small" aria-label={`Reset ${item.group} of ${item.subject}`} aria-disabled={attempt.busy} onClick={() => void reset()}>
        {attempt.busy ? 'Resetting …' : 'Reset'}
      </Button>
    </>
  );
}

/** Who is counted now: those held back first, then those nearest to it. */
export function CountTable({ items, old, reload }: { items: readonly LimitCount[]; old: boolean; reload: () => Promise<void> }) {
  const [shown, setShown] = useState(STEP);
  const sorted = [...items].sort((a, b) => shareOf(b.used, b.limit) - shareOf(a.used, a.limit) || a.subject.localeCompare(b.subject));
  const columns: readonly Column<LimitCount>[] = [
    { id: 'who', head: 'Who', grow: true, cell: ({ subject, subjectKind }) => <TwoLines first={subject} second={subjectName(subjectKind)} /> },
    { id: 'group', head: 'Group of calls', cell: ({ group }) => group },
    { id: 'used', head: 'Used', cell: (item) => <Used {...item} /> },
    { id: 'until', head: 'Starts anew', wide: true, cell: ({ resetAt }) => <TimeText at={resetAt} seconds /> },
    { id: 'reset', head: '', cell: (item) => <Reset item={item} reload={reload} /> },
  ];
  return (
    <>
      <DataTable label="Counted now" columns={columns} rows={sorted.slice(0, shown)} keyOf={({ id }) => id} old={old} />
      {sorted.length > shown && (
        <div className="more">
          <Button onClick={() => setShown(shown + STEP)}>Show more</Button>
          <span className="hint">
            {shown} of {formatCount(sorted.length)} shown
          </span>
        </div>
      )}
    </>
  );
}
