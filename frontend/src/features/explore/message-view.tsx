import { useMemo, useState } from 'react';
import { formatBytes } from '@/lib/format';
import { shownText } from '@/lib/shown-text';
import { Marked } from './log-row';

const FIRST = 16_384;
const MORE = 131_072;
const CHUNK = 16_384;

/** A message of any length: its beginning at once, the rest in pieces that the browser lays out only where they are on screen. */
export function MessageView({ message, pattern }: { message: string; pattern: RegExp | undefined }) {
  const [limit, setLimit] = useState(FIRST);
  const chunks = useMemo(() => {
    const pieces: string[] = [];
    for (let at = FIRST; at < Math.min(limit, message.length); at += CHUNK) pieces.push(message.slice(at, Math.min(at + CHUNK, limit)));
    return pieces;
  }, [message, limit]);
  const left = message.length - limit;
  return (
    <div className="dmsg" tabIndex={0} aria-label="Message">
      <Marked text={shownText(message.slice(0, FIRST))} pattern={pattern} />
      {chunks.map((chunk, index) => (
        <span key={index} className="chunk">
          {shownText(chunk)}
        </span>
      ))}
      {left > 0 && (
        <div className="row t12 morerow">
          <button type="button" className="lnk" onClick={() => setLimit(limit + MORE)}>
            Show {formatBytes(Math.min(MORE, left))} more
          </button>
          <button type="button" className="lnk" onClick={() => setLimit(message.length)}>
            Show all
          </button>
          <span className="m">{formatBytes(left)} left</span>
        </div>
      )}
    </div>
  );
}
