'use client';

import { RequireSession } from '@/features/auth/require-session';
import { AppShell } from '@/features/shell/app-shell';
import { PageWaiting } from '@/features/shell/page-waiting';
import { Profile } from './profile';

export function ProfileRoute() {
  return (
    <RequireSession waiting={(trouble) => <PageWaiting title="Profile" trouble={trouble} />}>
      {(user) => (
        <AppShell user={user}>
          <Profile user={user} />
        </AppShell>
      )}
    </RequireSession>
  );
}
