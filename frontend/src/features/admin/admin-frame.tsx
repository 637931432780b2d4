'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { Suspense, type ReactNode } from 'react';
import { Denied } from '@/components/ui/list-state';
import { RequireSession } from '@/features/auth/require-session';
import { AppShell } from '@/features/shell/app-shell';
import { PageWaiting } from '@/features/shell/page-waiting';
import type { User } from '@/lib/api/types';
import { cn } from '@/lib/cn';

const TABS = [
  ['people', 'People'],
  ['keys', 'API keys'],
  ['audit', 'Audit'],
  ['limits', 'Limits'],
  ['mail', 'Mail'],
  ['tenants', 'Tenant'],
] as const;

function Tabs({ user }: { user: User }) {
  const path = usePathname();
  return (
    <nav className="tabs adm" aria-label="Parts of Admin">
      {TABS.map(([id, text]) => {
        const here = path.startsWith(`/admin/${id}`);
        return (
          <Link key={id} href={`/admin/${id}/`} className={cn(here && 'on')} aria-current={here ? 'page' : undefined}>
            {id === 'tenants' && user.isOwner ? 'Tenants' : text}
          </Link>
        );
      })}
    </nav>
  );
}

/** The pages of Admin: for admins only, each under its own address. */
export function AdminFrame({ children }: { children: ReactNode }) {
  return (
    <RequireSession waiting={(trouble) => <PageWaiting title="Admin" trouble={trouble} />}>
      {(user) => (
        <AppShell user={user}>
          <header className="bar">
            <h1>Admin</h1>
            <span className="m el">{user.tenantName || user.tenant}</span>
          </header>
          {user.role === 'admin' ? (
            <>
              <Tabs user={user} />
              <Suspense>{children}</Suspense>
            </>
          ) : (
            <Denied>
              These pages are for the admins of {user.tenantName || user.tenant}. <Link href="/explore/">Go to Explore</Link>
            </Denied>
          )}
        </AppShell>
      )}
    </RequireSession>
  );
}
