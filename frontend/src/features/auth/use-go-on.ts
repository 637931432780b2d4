import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { safeNext } from './lib/safe-next';
import { useSession } from './use-session';

/** Leaves a page before the sign-in for where one was going, as soon as one is signed in. */
export function useGoOn(): void {
  const router = useRouter();
  const signedIn = useSession().status === 'signed-in';
  useEffect(() => {
    if (signedIn) router.replace(safeNext(new URLSearchParams(window.location.search).get('next')));
  }, [signedIn, router]);
}
