import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { CopyField } from '@/components/ui/copy-field';
import { TextField } from '@/components/ui/field';
import { FormMessage } from '@/components/ui/form-message';
import type { NewTenant } from '@/lib/api/account-types';
import { createTenant } from '@/lib/api/admin';
import { useAttempt } from '@/lib/hooks/use-attempt';
import { filled } from '../lib/filled';
import { TENANTS_KEY } from '../lib/query-keys';

/** Makes a tenant, and invites its first admin when an address is given. */
export function NewTenantForm({ onDone }: { onDone: (id: string) => void }) {
  const queryClient = useQueryClient();
  const [fields, setFields] = useState({ id: '', name: '', adminEmail: '' });
  const [made, setMade] = useState<NewTenant>();
  const attempt = useAttempt();
  const set = (name: keyof typeof fields) => (event: { target: { value: string } }) => setFields({ ...fields, [name]: event.target.value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run(async () => {
      const tenant = await createTenant({ id: fields.id.trim(), name: fields.name.trim(), ...filled({ adminEmail: fields.adminEmail.trim() }) });
      await queryClient.invalidateQueries({ queryKey: TENANTS_KEY });
      if (tenant.invitationLink) setMade(tenant);
      else onDone(tenant.id);
    });
  };
  if (made?.invitationLink)
    return (
      <div className="frm" role="status">
        <p>
          <b className="md">{made.name}</b> is made. Its first admin comes in by this link; it is also mailed, where mail is set up.
        </p>
        <CopyField label="Link" text={made.invitationLink} />
        <p className="hint">It is shown only now.</p>
        <Button onClick={() => onDone(made.id)}>Done</Button>
      </div>
    );
  return (
    <form className="frm" onSubmit={submit}>
      <FormMessage message={attempt.message} />
      <TextField label="Name" required autoFocus autoComplete="off" value={fields.name} onChange={set('name')} />
      <TextField
        label="Id"
        required
        mono
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        hint="Small letters, digits, hyphens and underscores. It cannot be changed later."
        value={fields.id}
        onChange={set('id')}
      />
      <TextField
        label="First admin"
        type="email"
        autoComplete="off"
        placeholder="Optional address to invite"
        value={fields.adminEmail}
        onChange={set('adminEmail')}
      />
      <Button variant="primary" type="submit" disabled={attempt.waitSeconds > 0} aria-disabled={attempt.busy}>
        {attempt.busy ? 'Creating …' : 'Create the tenant'}
      </Button>
    </form>
  );
}
