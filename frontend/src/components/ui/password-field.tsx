import { useId, useState, type ComponentProps, type KeyboardEvent, type ReactNode } from 'react';
import { cn } from '@/lib/cn';

type PasswordFieldProps = { label: string; hint?: string; aside?: ReactNode } & Omit<ComponentProps<'input'>, 'id' | 'type' | 'onKeyUp' | 'onKeyDown'>;

/** A password that can be shown; says when Caps Lock is on. */
export function PasswordField({ label, hint, aside, ...input }: PasswordFieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const noticeCaps = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));
  return (
    <div className="fld">
      <div className="fl">
        <label className="lbl" htmlFor={id}>
          {label}
        </label>
        {aside}
      </div>
      <div className="inp">
        <input
          id={id}
          type={shown ? 'text' : 'password'}
          aria-describedby={`${id}-hint`}
          autoCapitalize="none"
          spellCheck={false}
          {...input}
          onKeyUp={noticeCaps}
          onKeyDown={noticeCaps}
        />
        <button className="t12 m show" type="button" aria-pressed={shown} aria-label={`Show ${label.toLowerCase()}`} onClick={() => setShown(!shown)}>
          {shown ? 'Hide' : 'Show'}
        </button>
      </div>
      <div className={cn('hint caps', hint && 'hinted')} id={`${id}-hint`} aria-live="polite">
        {capsLock ? 'Caps Lock is on.' : hint}
      </div>
    </div>
  );
}
