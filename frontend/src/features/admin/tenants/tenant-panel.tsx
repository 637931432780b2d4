import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Confirm } from '@/components/ui/confirm';
import { TextField } from '@/components/ui/field';
import { FormMessage } from '@/components/ui/form-message';
import { TimeText } from '@/components/ui/time-text';
import type { Tenant } from '@/lib/api/account-types';
import { changeTenant, deleteTenant } from '@/lib/api/admin';
import { useAttempt } from '@/lib/hooks/use-attempt';
import { TENANT_KEY, TENANTS_KEY } from '../lib/query-keys';
import { Deeds, Facts, State } from '../parts';

interface TenantPanelProps {
  tenant: Tenant;
  isOwn: boolean;
  /** The tenant was deleted. */
  onGone: () => void;
}

/** One tenant: rename, disable, delete. The own one can only be renamed. */
export function TenantPanel({ tenant, isOwn, onGone }: TenantPanelProps) {
  const queryClient = useQueryClient();
  const reload = async () => {
    await Promise.all([TENANT_KEY, TENANTS_KEY].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
  };
  return (
    <>
      <Facts
        facts={[
          [
            'State',
            tenant.disabledAt ? (
              <State key="s" kind="off">
                Disabled
              </State>
            ) : (
              <State key="s" kind="on">
                Active
              </State>
            ),
          ],
          [
            'Id',
            <span key="i" className="mono">
              {tenant.id}
            </span>,
          ],
          ['Created', <TimeText key="c" at={tenant.createdAt} />],
        ]}
      />
      <RenameForm key={tenant.name} tenant={tenant} reload={reload} />
      {isOwn ? (
        <p className="hint">This is your own tenant; it can be neither disabled nor deleted.</p>
      ) : (
        <Deeds>
          <Disable tenant={tenant} reload={reload} />
          <Confirm
            label="Delete"
            typed={tenant.id}
            question={`Everything of ${tenant.name || tenant.id} is deleted for ever: its people and its keys. Its logs are out of reach at once. Only the audit stays.`}
            action={async () => {
              await deleteTenant(tenant.id);
              onGone();
              await reload();
            }}
          />
        </Deeds>
      )}
    </>
  );
}

function RenameForm({ tenant, reload }: { tenant: Tenant; reload: () => Promise<void> }) {
  const [name, setName] = useState(tenant.name);
  const attempt = useAttempt();
  const ready = name.trim() !== '' && name.trim() !== tenant.name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    void attempt.run(async () => {
      await changeTenant(tenant.id, { name: name.trim() });
      await reload();
    });
  };
  return (
    <form className="frm" onSubmit={submit}>
      <FormMessage message={attempt.message} />
      <TextField label="Name" required autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
      <Button variant="primary" type="submit" disabled={!ready || attempt.waitSeconds > 0} aria-disabled={attempt.busy}>
        {attempt.busy ? 'Saving …' : 'Save'}
      </Button>
    </form>
  );
}

function Disable({ tenant, reload }: { tenant: Tenant; reload: () => Promise<void> }) {
  const attempt = useAttempt();
  const set = async (disabled: boolean) => {
    await changeTenant(tenant.id, { disabled });
    await reload();
  };
  if (!tenant.disabledAt)
    return (
      <Confirm
        label="Disable"
        question={`Nobody of ${tenant.name || tenant.id} comes in, and its keys are refused. Its data stays. It can be undone.`}
        action={() => set(true)}
      />
    );
  return (
    <>
      <Button aria-disabled={attempt.busy} onClick={() => void attempt.run(() => set(false))}>
        Enable
      </Button>
      <FormMessage message={attempt.message} />
    </>
  );
}
