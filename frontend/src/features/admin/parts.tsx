import type { ReactNode } from 'react';
import { cn } from '@/lib/cn';

/** One part of Admin: what is above its list, the list, and at most one panel beside it. */
export function Section({ tools, panel, children }: { tools: ReactNode; panel?: ReactNode; children: ReactNode }) {
  return (
    <>
      <div className="tools">{tools}</div>
      <div className={cn('split', Boolean(panel) && 'with')}>
        <div className="lst">{children}</div>
        {panel}
      </div>
    </>
  );
}

/** A name with a quieter second line. */
export function TwoLines({ first, second, mono }: { first: ReactNode; second?: ReactNode; mono?: boolean }) {
  return (
    <span className="two">
      <span className="el md">{first}</span>
      {second !== undefined && second !== '' && <span className={cn('el m t12', mono && 'mono')}>{second}</span>}
    </span>
  );
}

/** Facts of one thing, as names and values. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A state as a mark and a word; colour alone never says it. */
export function State({ kind, children }: { kind: 'on' | 'wait' | 'off' | 'bad'; children: ReactNode }) {
  return (
    <span className={cn('stt', { on: 'good', wait: 'wrn', off: 'm', bad: 'bad' }[kind])}>
      <span className={cn('dot', kind !== 'on' && kind !== 'bad' && 'o')} />
      {children}
    </span>
  );
}

/** The rest that can be done with a thing, under its form. */
export function Deeds({ children }: { children: ReactNode }) {
  return <div className="deeds">{children}</div>;
}
