import { useEffect, useRef, useState, type RefObject } from 'react';
import { Icon } from '@/components/ui/icon';
import type { ChangeView } from './use-view';

const SETTLE_MS = 450;

/** Words to look for. Applied on Enter, or when typing has stopped for a moment. */
export function QueryBar({ query, change, inputRef }: { query: string; change: ChangeView; inputRef: RefObject<HTMLInputElement | null> }) {
  const [text, setText] = useState(query);
  const applied = useRef(query);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (query !== applied.current) setText(query); // changed elsewhere: a chip, the back button
    applied.current = query;
  }, [query]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const apply = (next: string, how: 'push' | 'replace') => {
    clearTimeout(timer.current);
    applied.current = next.trim();
    change({ query: next.trim() }, how);
  };
  return (
    <div className="inp qbar" role="search">
      <Icon name="search" />
      <input
        ref={inputRef}
        className="grow"
        type="text"
        inputMode="search"
        autoComplete="off"
        spellCheck={false}
        maxLength={2000}
        aria-label="Search the messages"
        placeholder="Search messages: words, “a phrase”, prefix*, -without"
        value={text}
        onChange={(event) => {
          const next = event.target.value;
          setText(next);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => apply(next, query === '' ? 'push' : 'replace'), SETTLE_MS);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') apply(text, 'push');
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      {text === '' ? <span className="tag hide-s">Everything</span> : <span className="tag hide-s">Words</span>}
      <kbd className="hide-s">/</kbd>
    </div>
  );
}
