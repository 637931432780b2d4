import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Button } from '@/components/ui/button';
import { CopyField } from '@/components/ui/copy-field';
import type { NewApiKey } from '@/lib/api/account-types';
import { curlOf } from '../lib/key-words';

/** A new key, for the only time, with a command that tries it. Escape does not close this: what is gone is gone. */
export function ShownOnce({ made, onDone }: { made: NewApiKey; onDone: () => void }) {
  const [origin] = useState(() => window.location.origin);
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => top.current?.focus(), []);
  const stay = (event: KeyboardEvent) => {
    if (event.key === 'Escape') event.preventDefault();
  };
  return (
    <div className="frm" ref={top} tabIndex={-1} role="group" aria-label="The new key" onKeyDown={stay}>
      <p>
        <b className="md">Copy the key now.</b> It is shown only this once; the server keeps a hash of it.
      </p>
      <CopyField label="Key" text={made.key} />
      <CopyField label="Command" text={curlOf(origin, made.key, made.scopes, made.source)} block />
      <Button variant="primary" onClick={onDone}>
        I have stored it
      </Button>
    </div>
  );
}
