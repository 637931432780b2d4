import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useAttempt } from '@/lib/hooks/use-attempt';
import { Button } from './button';
import { FormMessage } from './form-message';

interface ConfirmProps {
  /** On the button that asks. */
  label: string;
  question: ReactNode;
  /** On the button that does it; names the deed. */
  verb?: string;
  /** Must be typed before it can be done: for what cannot be undone and takes much with it. */
  typed?: string;
  disabled?: boolean;
  small?: boolean;
  action: () => Promise<unknown>;
}

/** A deed that asks first, in its own place. Escape and "Keep" leave all as it was. */
export function Confirm({ label, question, verb = label, typed, disabled, small, action }: ConfirmProps) {
  const [asking, setAsking] = useState(false);
  const [text, setText] = useState('');
  const attempt = useAttempt();
  const opener = useRef<HTMLButtonElement>(null);
  const first = useRef<HTMLInputElement & HTMLButtonElement>(null);
  const wasAsking = useRef(false);
  useEffect(() => {
    if (asking) first.current?.focus();
    else if (wasAsking.current) opener.current?.focus();
    wasAsking.current = asking;
  }, [asking]);

  const leave = () => {
    setAsking(false);
    setText('');
    attempt.clear();
  };
  const act = async () => {
    if (await attempt.run(action)) leave();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    leave();
  };
  const size = small ? 'small' : 'default';
  if (!asking)
    return (
      <Button ref={opener} size={size} disabled={disabled} onClick={() => setAsking(true)}>
        {label}
      </Button>
    );
  return (
    <div className="ask" role="group" aria-label={label} onKeyDown={onKey} onClick={(event) => event.stopPropagation()}>
      <div className="q">{question}</div>
      <FormMessage message={attempt.message} />
      {typed !== undefined && (
        <label className="typed">
          <span className="lbl">
            Type <b className="mono">{typed}</b> to confirm
          </span>
          <span className="inp mono">
            <input ref={first} value={text} autoComplete="off" spellCheck={false} onChange={(event) => setText(event.target.value)} />
          </span>
        </label>
      )}
      <div className="row">
        <Button
          className="danger"
          size={size}
          disabled={attempt.waitSeconds > 0 || (typed !== undefined && text !== typed)}
          aria-disabled={attempt.busy}
          onClick={() => void act()}
        >
          {attempt.busy ? `${verb} …` : verb}
        </Button>
        <Button ref={typed === undefined ? first : undefined} size={size} variant="quiet" onClick={leave}>
          Keep
        </Button>
      </div>
    </div>
  );
}
