import { useRouter } from 'next/navigation';
import { useEffect, type ReactNode } from 'react';
import type { User } from '@/lib/api/types';
import { useSession } from './use-session';

/** Shows its page to people who are signed in; others go to the sign-in and come back. While neither is known, `waiting` gets the reason. */
export function RequireSession({ waiting, children }: { waiting: (trouble: string | undefined) => ReactNode; children: (user: User) => ReactNode }) {
  const session = useSession();
  const trouble = session.status === 'unknown' ? session.trouble : undefined;
  const router = useRouter();
  const out = session.status === 'signed-out';
  useEffect(() => {
    if (out && !window.location.pathname.startsWith('/login'))
      router.replace(`/login/?next=${encodeURIComponent(window.location.pathname + window.location.search)}`);
  }, [out, router]);
  return session.status === 'signed-in' ? children(session.user) : waiting(trouble);
}
