import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { CopyField } from '@/components/ui/copy-field';
import { TextField } from '@/components/ui/field';
import { FormMessage } from '@/components/ui/form-message';
import { TimeText } from '@/components/ui/time-text';
import type { NewInvitation } from '@/lib/api/account-types';
import { invite } from '@/lib/api/admin';
import { useAttempt } from '@/lib/hooks/use-attempt';
import { AccessFields, type Access } from './access-fields';
import { INVITATIONS_KEY } from '../lib/query-keys';

/** Invites one address; the link is shown once, to be sent on. */
export function InviteForm({ onDone }: { onDone: () => void }) {
  const queryClient = useQueryClient();
  const [email, setEmail] = useState('');
  const [access, setAccess] = useState<Access>({ role: 'user', limitQuery: '' });
  const [made, setMade] = useState<NewInvitation>();
  const attempt = useAttempt();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run(async () => {
      const limitQuery = access.limitQuery.trim();
      setMade(await invite({ email: email.trim(), role: access.role, ...(limitQuery ? { limitQuery } : {}) }));
      await queryClient.invalidateQueries({ queryKey: INVITATIONS_KEY });
    });
  };
  if (made)
    return (
      <div className="frm" role="status">
        <p>
          <b className="md">{made.email}</b> is invited. The link is also mailed, where mail is set up; it is good until <TimeText at={made.expiresAt} />.
        </p>
        <CopyField label="Link" text={made.link} />
        <p className="hint">It is shown only now. Whoever has it can register with this address.</p>
        <Button onClick={onDone}>Done</Button>
      </div>
    );
  return (
    <form className="frm" onSubmit={submit}>
      <FormMessage message={attempt.message} />
      <TextField label="E-mail" type="email" required autoFocus autoComplete="off" value={email} onChange={(event) => setEmail(event.target.value)} />
      <AccessFields value={access} onChange={setAccess} />
      <Button variant="primary" type="submit" disabled={attempt.waitSeconds > 0} aria-disabled={attempt.busy}>
        {attempt.busy ? 'Inviting …' : 'Make the invitation'}
      </Button>
    </form>
  );
}
