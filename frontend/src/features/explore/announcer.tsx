import { useEffect, useRef, useState } from 'react';
import type { LiveSession } from '@/features/live/live-session';
import { counted } from '@/lib/format';

const EVERY_MS = 10_000;

/** Tells a screen reader every ten seconds how many matches came, never one by one. */
export function Announcer({ live }: { live: LiveSession }) {
  const [text, setText] = useState('');
  const sum = useRef(0);
  const last = useRef(live.get().reading);
  useEffect(() => {
    const unsubscribe = live.subscribe(() => {
      const { reading } = live.get();
      if (!reading || reading === last.current) return;
      last.current = reading;
      sum.current += reading.lastMatched;
    });
    const timer = setInterval(() => {
      const count = sum.current;
      sum.current = 0;
      setText(live.get().connection.phase === 'live' ? `${counted(count, 'new log')} in 10 seconds` : 'Not live');
    }, EVERY_MS);
    return () => {
      unsubscribe();
      clearInterval(timer);
    };
  }, [live]);
  return (
    <div className="sr-only" aria-live="polite">
      {text}
    </div>
  );
}
