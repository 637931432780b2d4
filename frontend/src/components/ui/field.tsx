import { useId, type ComponentProps, type ReactNode } from 'react';
import { cn } from '@/lib/cn';

interface FieldProps {
  label: string;
  /** What to enter, or what it does. */
  hint?: ReactNode;
  /** Right of the label. */
  aside?: ReactNode;
}

type TextFieldProps = FieldProps & Omit<ComponentProps<'input'>, 'id'> & { mono?: boolean; after?: ReactNode };

/** A label, one line of input, and a hint that the input is described by. */
export function TextField({ label, hint, aside, mono, after, className, ...input }: TextFieldProps) {
  const id = useId();
  return (
    <div className={cn('fld', className)}>
      <div className="fl">
        <label className="lbl" htmlFor={id}>
          {label}
        </label>
        {aside}
      </div>
      <div className={cn('inp', mono && 'mono')}>
        <input id={id} aria-describedby={hint ? `${id}-hint` : undefined} {...input} />
        {after}
      </div>
      {hint && (
        <div className="hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
    </div>
  );
}

type SelectFieldProps = FieldProps & Omit<ComponentProps<'select'>, 'id'> & { options: readonly (readonly [value: string, text: string])[] };

/** A label and a choice of a few. */
export function SelectField({ label, hint, aside, options, className, ...select }: SelectFieldProps) {
  const id = useId();
  return (
    <div className={cn('fld', className)}>
      <div className="fl">
        <label className="lbl" htmlFor={id}>
          {label}
        </label>
        {aside}
      </div>
      <select id={id} className="inp sel" aria-describedby={hint ? `${id}-hint` : undefined} {...select}>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      {hint && (
        <div className="hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
    </div>
  );
}

type CheckFieldProps = { label: ReactNode; hint?: ReactNode } & Omit<ComponentProps<'input'>, 'id' | 'type'>;

/** A choice of yes or no. */
export function CheckField({ label, hint, className, ...input }: CheckFieldProps) {
  const id = useId();
  return (
    <div className={cn('chk', className)}>
      <input id={id} type="checkbox" aria-describedby={hint ? `${id}-hint` : undefined} {...input} />
      <label htmlFor={id}>{label}</label>
      {hint && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}
