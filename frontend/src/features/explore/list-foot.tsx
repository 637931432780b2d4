import { BYTES_MAX } from '@/features/live/lib/rows';
import type { LiveSession } from '@/features/live/live-session';
import { counted, formatCount } from '@/lib/format';
import { zoneName } from '@/lib/time';
import { useRows } from './use-live-session';

const megabytes = (bytes: number): string => (bytes / 1_048_576).toFixed(1);

/** How much is kept, the keys, the zone of the times. */
export function ListFoot({ live }: { live: LiveSession }) {
  const { rows, bytes, paused, newer, held } = useRows(live);
  return (
    <footer className="foot">
      <span>
        {counted(rows.length, 'row')} kept · {megabytes(bytes)} of {megabytes(BYTES_MAX).replace('.0', '')} MB
      </span>
      {paused && newer > held && (
        <span>
          {formatCount(newer)} newer: {formatCount(held)} held here, the rest in the store
        </span>
      )}
      <span>
        <kbd>j</kbd> <kbd>k</kbd> move
      </span>
      <span>
        <kbd>↵</kbd> details
      </span>
      <span>
        <kbd>Space</kbd> {paused ? 'resume' : 'pause'}
      </span>
      <span>
        <kbd>?</kbd> all keys
      </span>
      <span className="sp" />
      <span suppressHydrationWarning>{zoneName()}</span>
    </footer>
  );
}
