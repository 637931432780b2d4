import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { FormMessage } from '@/components/ui/form-message';
import { Icon } from '@/components/ui/icon';
import { Popover, PopoverContent } from '@/components/ui/popover';
import type { AuditFilter } from '@/lib/api/account-types';
import { exportAudit } from '@/lib/api/admin';
import { saveFile } from '@/lib/save-file';
import { useAttempt } from '@/lib/hooks/use-attempt';
import { day } from '@/lib/time';

const FORMATS = [
  ['csv', 'CSV, for a spreadsheet'],
  ['ndjson', 'NDJSON, one event a line'],
] as const;

/** Takes all events of the filters away as a file, not only those shown. */
export function ExportButton({ filter }: { filter: AuditFilter }) {
  const [open, setOpen] = useState(false);
  const attempt = useAttempt();
  const save = async (format: 'csv' | 'ndjson') => {
    const done = await attempt.run(async () => saveFile(await exportAudit(filter, format), `audit-${day(Date.now())}.${format}`));
    if (done) setOpen(false);
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button>
          <Icon name="download" small />
          Export
        </Button>
      }
    >
      <PopoverContent align="end" className="menu">
        {FORMATS.map(([format, text]) => (
          <button key={format} type="button" className="mi" disabled={attempt.busy} onClick={() => void save(format)}>
            {text}
          </button>
        ))}
        <FormMessage message={attempt.message} />
        <div className="hint" role="status">
          {attempt.busy && 'Writing the file …'}
        </div>
      </PopoverContent>
    </Popover>
  );
}
