import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { safeNext } from './lib/safe-next';
import { useSession } from './use-session';

/** Leaves a page before the sign-in for where one was going, as soon as one is signed in. */
export function useGoOn(): void {
  const router = useRouter();
  const signedIn = useSession().status === 'signed-in';
  const target = useRef<string>(undefined);
  useEffect(() => {
    target.current ??= safeNext(new URLSearchParams(window.location.search).get('next')); // once: the address changes under way
    if (signedIn) router.replace(target.current);
  }, [signedIn, router]);
}
