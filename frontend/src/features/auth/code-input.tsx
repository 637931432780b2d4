import { useId } from 'react';
import { cn } from '@/lib/cn';

export const CODE_LENGTH = 6;
const PLACES = Array.from({ length: CODE_LENGTH }, (_, index) => index);

/** Six digits in six boxes. It is one input, so that pasting, autofill of a phone and screen readers work. */
export function CodeInput({ value, onChange, autoFocus = true }: { value: string; onChange: (code: string) => void; autoFocus?: boolean }) {
  const id = useId();
  return (
    <div className="cod">
      <label className="sr-only" htmlFor={id}>
        One-time code
      </label>
      <input
        id={id}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus={autoFocus}
        required
        value={value}
        onChange={(event) => onChange(event.target.value.replace(/\D/g, '').slice(0, CODE_LENGTH))}
      />
      <div aria-hidden="true">
        {PLACES.map((place) => (
          <span key={place} className={cn(place === Math.min(value.length, CODE_LENGTH - 1) && 'cur')}>
            {value.charAt(place)}
          </span>
        ))}
      </div>
    </div>
  );
}
