import { TextField } from '@/components/ui/field';
import { countOf } from '../lib/key-words';
import { isoOf } from '../lib/local-time';

export interface KeyLimits {
  /** As an input of date and time has it, in the viewer's zone; empty for never. */
  expires: string;
  bytes: string;
  records: string;
}

/** The limits as the server takes them; undefined for none. */
export function readLimits({ expires, bytes, records }: KeyLimits): { expiresAt?: string; bytesPerSecond?: number; recordsPerSecond?: number } {
  return { expiresAt: isoOf(expires), bytesPerSecond: countOf(bytes), recordsPerSecond: countOf(records) };
}

export const limitsAreRight = ({ bytes, records }: KeyLimits): boolean => !Number.isNaN(countOf(bytes)) && !Number.isNaN(countOf(records));

/** When a key ends and, for one that sends logs, how much it may send. */
export function LimitFields({ value, onChange, sends }: { value: KeyLimits; onChange: (limits: KeyLimits) => void; sends: boolean }) {
  const set = (name: keyof KeyLimits) => (event: { target: { value: string } }) => onChange({ ...value, [name]: event.target.value });
  const problem = (text: string) => (Number.isNaN(countOf(text)) ? <span className="bad">A whole number, 1 or more.</span> : undefined);
  return (
    <>
      <TextField
        label="Expires"
        type="datetime-local"
        hint={value.expires ? 'In your time zone.' : 'Never, when left empty.'}
        value={value.expires}
        onChange={set('expires')}
      />
      {sends && (
        <div className="pair">
          <TextField
            label="Bytes a second"
            inputMode="numeric"
            placeholder="no limit"
            autoComplete="off"
            aria-invalid={Number.isNaN(countOf(value.bytes))}
            hint={problem(value.bytes)}
            value={value.bytes}
            onChange={set('bytes')}
          />
          <TextField
            label="Logs a second"
            inputMode="numeric"
            placeholder="no limit"
            autoComplete="off"
            aria-invalid={Number.isNaN(countOf(value.records))}
            hint={problem(value.records)}
            value={value.records}
            onChange={set('records')}
          />
        </div>
      )}
    </>
  );
}
