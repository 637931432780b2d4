import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { CheckField, TextField } from '@/components/ui/field';
import { FormMessage } from '@/components/ui/form-message';
import { Failed, Waiting } from '@/components/ui/list-state';
import type { Tenant } from '@/lib/api/account-types';
import { changeOwnTenant, getTenant } from '@/lib/api/admin';
import { useAttempt } from '@/lib/hooks/use-attempt';
import { TENANT_KEY, TENANTS_KEY } from '../lib/query-keys';

/** Name and settings of the tenant that one belongs to. */
export function OwnTenant() {
  const query = useQuery({ queryKey: TENANT_KEY, queryFn: ({ signal }) => getTenant(signal) });
  if (query.data) return <SettingsForm key={`${query.data.name}|${query.data.settings.usersMayMakeRules}`} tenant={query.data} />;
  if (query.error) return <Failed what="The tenant" error={query.error} retry={() => void query.refetch()} />;
  return <Waiting what="The tenant" />;
}

function SettingsForm({ tenant }: { tenant: Tenant }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState(tenant.name);
  const [rules, setRules] = useState(tenant.settings.usersMayMakeRules);
  const attempt = useAttempt();
  const ready = name.trim() !== '' && (name.trim() !== tenant.name || rules !== tenant.settings.usersMayMakeRules);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    void attempt.run(async () => {
      await changeOwnTenant({ name: name.trim(), settings: { usersMayMakeRules: rules } });
      await Promise.all([TENANT_KEY, TENANTS_KEY].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
    });
  };
  return (
    <form className="frm narrow" aria-label="Your tenant" onSubmit={submit}>
      <FormMessage message={attempt.message} />
      <TextField
        label="Name"
        required
        autoComplete="off"
        hint={
          <>
            Id <span className="mono">{tenant.id}</span>
          </>
        }
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <CheckField
        label="Users may make alert rules of their own"
        hint="When off, only admins make and change rules."
        checked={rules}
        onChange={(event) => setRules(event.target.checked)}
      />
      <Button variant="primary" type="submit" disabled={!ready || attempt.waitSeconds > 0} aria-disabled={attempt.busy}>
        {attempt.busy ? 'Saving …' : 'Save'}
      </Button>
    </form>
  );
}
