import { CopyField } from '@/components/ui/copy-field';
import { TimeText } from '@/components/ui/time-text';
import type { AuditEvent } from '@/lib/api/account-types';
import type { ChangeAddress } from '@/lib/hooks/use-address';
import { cn } from '@/lib/cn';
import { auditDiff } from '../lib/audit-diff';
import { actorName } from '../lib/audit-words';
import { Facts } from '../parts';
import { Outcome } from './audit-table';

/** One event with all that is known of it, and what it changed. */
export function EventPanel({ event, onFilter }: { event: AuditEvent; onFilter: ChangeAddress }) {
  return (
    <>
      <Facts
        facts={[
          ['Time', <TimeText key="t" at={event.at} seconds />],
          ['Outcome', <Outcome key="o" outcome={event.outcome} />],
          ['Action', <Narrow key="a" text={event.action} onClick={() => onFilter({ action: event.action, event: undefined })} />],
          [
            'Who',
            <Narrow
              key="w"
              text={`${actorName(event)} (${event.actor.kind})`}
              onClick={() => onFilter({ actor: event.actor.id || event.actor.name, event: undefined })}
            />,
          ],
          ['What', event.target ? `${event.target.kind} ${event.target.id}` : '–'],
          ['From', event.address || '–'],
          ['Program', event.userAgent || '–'],
        ]}
      />
      <Changes event={event} />
      <CopyField label="Request id" text={event.requestId || '–'} />
    </>
  );
}

const Narrow = ({ text, onClick }: { text: string; onClick: () => void }) => (
  <>
    {text}{' '}
    <button type="button" className="lnk" aria-label={`Only ${text}`} onClick={onClick}>
      only these
    </button>
  </>
);

function Changes({ event }: { event: AuditEvent }) {
  const changes = auditDiff(event.before, event.after);
  if (changes.length === 0) return <p className="hint">This event changed no field.</p>;
  return (
    <table className="diff" aria-label="What changed">
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after, changed }) => (
          <tr key={field} className={cn(changed && 'chg')}>
            <th scope="row">{field}</th>
            <td>{before ?? <span className="m">–</span>}</td>
            <td>{after ?? <span className="m">–</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
