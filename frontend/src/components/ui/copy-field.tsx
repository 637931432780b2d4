import { useState } from 'react';
import { cn } from '@/lib/cn';
import { copyText } from '@/lib/clipboard';
import { Button } from './button';
import { Icon } from './icon';

/** Text to take away: a key, a link, a command. The button says whether it was copied. */
export function CopyField({ label, text, block }: { label: string; text: string; block?: boolean }) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  const copy = async () => setState((await copyText(text)) ? 'copied' : 'refused');
  return (
    <div className={cn('cpy', block && 'block')}>
      <div className="fl">
        <span className="lbl">{label}</span>
        <Button size="small" aria-label={`Copy ${label.toLowerCase()}`} onClick={() => void copy()}>
          <Icon name={state === 'copied' ? 'check' : 'copy'} small />
          {state === 'copied' ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <pre tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <div className="hint" role="status">
        {state === 'refused' && 'The browser does not let the page copy. Select the text and copy it.'}
      </div>
    </div>
  );
}
