'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { SidePanel } from '@/components/ui/side-panel';
import { useSession } from '@/features/auth/use-session';
import { listTenants } from '@/lib/api/admin';
import { useAddress } from '@/lib/hooks/use-address';
import { useList } from '@/lib/hooks/use-list';
import { TENANTS_KEY } from '../lib/query-keys';
import { Section } from '../parts';
import { NewTenantForm } from './new-tenant-form';
import { OwnTenant } from './own-tenant';
import { TenantList } from './tenant-list';
import { TenantPanel } from './tenant-panel';

/** The own tenant's settings; for the owner of the instance, all tenants as well. */
export function Tenants() {
  const session = useSession();
  const user = session.status === 'signed-in' ? session.user : undefined;
  if (!user) return null;
  return user.isOwner ? (
    <AllTenants own={user.tenant} />
  ) : (
    <Section tools={<span className="m">What holds for everybody in your tenant.</span>}>
      <OwnTenant />
    </Section>
  );
}

function AllTenants({ own }: { own: string }) {
  const [search, change] = useAddress();
  const list = useList(TENANTS_KEY, listTenants);
  const [close] = useState(() => () => change({ new: undefined, tenant: undefined }));
  const open = search.get('tenant');
  const found = list.items.find(({ id }) => id === open);
  const panel =
    search.get('new') === 'tenant' ? (
      <SidePanel key="new" title="New tenant" onClose={close}>
        <NewTenantForm onDone={(id) => change({ new: undefined, tenant: id })} />
      </SidePanel>
    ) : open && !list.isFirstLoad ? (
      <SidePanel key={open} title={found?.name ?? 'Tenant'} onClose={close}>
        {found ? <TenantPanel tenant={found} isOwn={found.id === own} onGone={close} /> : <p className="m">There is no tenant {open} in the list.</p>}
      </SidePanel>
    ) : undefined;
  return (
    <Section
      panel={panel}
      tools={
        <>
          <span className="m el">Tenants share nothing: no logs, no people, no keys.</span>
          <div className="acts">
            <Button variant="primary" onClick={() => change({ new: 'tenant', tenant: undefined })}>
              <Icon name="plus" small />
              New tenant
            </Button>
          </div>
        </>
      }
    >
      <TenantList list={list} own={own} openId={open ?? undefined} onOpen={(id) => change({ tenant: id, new: undefined })} />
      <h2 className="sec">Your own tenant</h2>
      <OwnTenant />
    </Section>
  );
}
