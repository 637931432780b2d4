import { useEffect, useRef, useState } from 'react';
import { useKeys } from '@/lib/hooks/use-keys';
import { Icon } from './icon';

const SETTLE_MS = 250;

/** Finds in a list, as one types; `/` goes to it. What was typed is told after a short rest. */
export function SearchField({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const told = useRef(value);
  useEffect(() => {
    if (value === told.current) return;
    told.current = value; // the back button, or a link
    setText(value);
  }, [value]);
  useEffect(() => {
    const next = text.trim();
    if (next === told.current) return;
    const timer = setTimeout(() => {
      told.current = next;
      onChange(next);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text, onChange]);
  useKeys({ '/': () => input.current?.focus() });
  return (
    <div className="inp find">
      <Icon name="search" small />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && text) setText('');
        }}
      />
      <kbd>/</kbd>
    </div>
  );
}
