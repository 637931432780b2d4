'use client';

import { RequireSession } from '@/features/auth/require-session';
import { AppShell } from '@/features/shell/app-shell';
import { Explore } from './explore';
import { PageSkeleton } from './skeleton';

export function ExploreRoute() {
  return (
    <RequireSession waiting={(trouble) => <PageSkeleton trouble={trouble} />}>
      {(user) => (
        <AppShell user={user}>
          <Explore />
        </AppShell>
      )}
    </RequireSession>
  );
}
