'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState, useSyncExternalStore, type FormEvent, type KeyboardEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Icon, Mark } from '@/components/ui/icon';
import { ApiError } from '@/lib/api/error';
import { signIn } from '@/lib/api/session';
import { safeNext } from './lib/safe-next';
import { HEALTH_KEY, ServiceState } from './service-state';
import { useSession } from './use-session';

const never = () => () => {};

function sentenceOf(error: unknown): string {
  if (!(error instanceof ApiError)) return 'Something went wrong in this page. Try again.';
  return error.status === 401 ? 'E-mail or password is wrong.' : error.message;
}

export function LoginForm() {
  const router = useRouter();
  const session = useSession();
  const host = useSyncExternalStore(
    never,
    () => window.location.host,
    () => '',
  );
  const queryClient = useQueryClient();
  const passwordInput = useRef<HTMLInputElement>(null);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const [waitSeconds, setWaitSeconds] = useState(0);

  const signedIn = session.status === 'signed-in';
  useEffect(() => {
    if (signedIn) router.replace(safeNext(new URLSearchParams(window.location.search).get('next')));
  }, [signedIn, router]);

  const waiting = waitSeconds > 0;
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => setWaitSeconds((left) => Math.max(0, left - 1)), 1000);
    return () => clearInterval(timer);
  }, [waiting]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || waiting) return;
    setBusy(true);
    setRefusal(undefined);
    try {
      await signIn(email.trim(), password);
    } catch (error) {
      if (error instanceof ApiError && error.status === 429) setWaitSeconds(Math.ceil(error.retryAfterSeconds ?? 30));
      else setRefusal(sentenceOf(error));
      if (error instanceof ApiError && error.status === 401) passwordInput.current?.select();
      void queryClient.invalidateQueries({ queryKey: HEALTH_KEY }); // the line below must not say otherwise
    } finally {
      setBusy(false);
    }
  };

  const noticeCaps = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));
  const message = waiting ? `Too many tries. Try again in ${waitSeconds} s.` : refusal;
  return (
    <div className="lgw">
      <main className="card">
        <div className="brand">
          <Mark />
          LogStream
        </div>
        <form className="box" onSubmit={(event) => void submit(event)}>
          <h1>Sign in</h1>
          <div className="slot">
            {!message && (
              <p>
                to <b className="md">{host || 'this server'}</b>
              </p>
            )}
            <div role="alert">
              {message && (
                <div className="errl">
                  <Icon name="warning" small />
                  <span>{message}</span>
                </div>
              )}
            </div>
          </div>
          <div className="fld">
            <label className="lbl" htmlFor="email">
              E-mail
            </label>
            <div className="inp">
              <input
                id="email"
                type="email"
                name="email"
                autoComplete="username"
                autoFocus
                required
                value={email}
                onChange={(event) => setEmail(event.target.value)}
              />
            </div>
          </div>
          <div className="fld">
            <label className="lbl" htmlFor="password">
              Password
            </label>
            <div className="inp">
              <input
                id="password"
                ref={passwordInput}
                type={shown ? 'text' : 'password'}
                name="password"
                autoComplete="current-password"
                required
                aria-describedby={capsLock ? 'caps' : undefined}
                value={password}
                onChange={(event) => setPassword(event.target.value)}
                onKeyUp={noticeCaps}
                onKeyDown={noticeCaps}
              />
              <button className="t12 m show" type="button" aria-pressed={shown} onClick={() => setShown(!shown)}>
                {shown ? 'Hide' : 'Show'}
              </button>
            </div>
            <div className="hint caps" id="caps" aria-live="polite">
              {capsLock && 'Caps Lock is on.'}
            </div>
          </div>
          <Button variant="primary" type="submit" disabled={waiting} aria-disabled={busy}>
            {busy ? 'Signing in …' : 'Sign in'}
          </Button>
        </form>
      </main>
      <ServiceState />
    </div>
  );
}
