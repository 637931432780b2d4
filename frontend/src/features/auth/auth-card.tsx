import type { FormEvent, ReactNode } from 'react';
import { FormMessage } from '@/components/ui/form-message';
import { Mark } from '@/components/ui/icon';
import { ServiceState } from './service-state';

interface AuthCardProps {
  title: string;
  /** Under the title, until there is something to complain of. */
  lead: ReactNode;
  message?: string | undefined;
  onSubmit: () => void;
  children: ReactNode;
}

/** The card of the pages before the sign-in. A refusal takes the place of the line under the title, so that nothing moves. */
export function AuthCard({ title, lead, message, onSubmit, children }: AuthCardProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <div className="lgw">
      <main className="card pin">
        <div className="brand">
          <Mark />
          LogStream
        </div>
        <form className="box" onSubmit={submit}>
          <h1>{title}</h1>
          <div className="slot">
            {!message && <p>{lead}</p>}
            <FormMessage message={message} />
          </div>
          {children}
        </form>
      </main>
      <ServiceState />
    </div>
  );
}
