'use client';

import { useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useRef, useState, useSyncExternalStore } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { PasswordField } from '@/components/ui/password-field';
import { ApiError } from '@/lib/api/error';
import { signIn } from '@/lib/api/session';
import { useAddress } from '@/lib/hooks/use-address';
import { useAttempt } from '@/lib/hooks/use-attempt';
import { AuthCard } from './auth-card';
import { CodeForm } from './code-form';
import { pendingAddress } from './lib/pending-address';
import { safeNext } from './lib/safe-next';
import { HEALTH_KEY } from './service-state';
import { useAuthConfig } from './use-auth-config';
import { useGoOn } from './use-go-on';

const never = () => () => {};

/** Sign-in with address or user name and password; `?step=code` takes the code of a registration that was begun before. */
export function LoginForm() {
  const [search, change] = useAddress();
  const step = search.get('step');
  if (step === 'code') return <CodeForm address={pendingAddress()} onBack={() => change({ step: undefined })} />;
  return <PasswordStep next={search.get('next')} failed={search.get('error')} onCode={() => change({ step: 'code' })} />;
}

/** Codes of a single sign-on that did not end well, in words. */
const SSO_FAILED = new Map([
  ['sso_no_account', 'You have no account here. Ask an admin for an invitation.'],
  ['sso_email_not_verified', 'The single sign-on does not vouch for your address. Verify it there first.'],
  ['sso_account_disabled', 'Your account is disabled. Ask an admin.'],
  ['sso_unavailable', 'The single sign-on does not answer. Try again in a minute.'],
]);

function PasswordStep({ next, failed, onCode }: { next: string | null; failed: string | null; onCode: () => void }) {
  const host = useSyncExternalStore(
    never,
    () => window.location.host,
    () => '',
  );
  const queryClient = useQueryClient();
  const config = useAuthConfig();
  const form = useRef<HTMLDivElement>(null);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const attempt = useAttempt((error) => (error.status === 401 ? 'E-mail, user name or password is wrong.' : undefined));
  useGoOn();

  const submit = () =>
    attempt.run(async () => {
      try {
        await signIn(name.trim(), password);
      } catch (error) {
        const input = form.current?.querySelector<HTMLInputElement>('[name="password"]');
        if (error instanceof ApiError && error.status === 401) {
          input?.focus();
          input?.select();
        }
        void queryClient.invalidateQueries({ queryKey: HEALTH_KEY }); // the line below must not say otherwise
        throw error;
      }
    });
  const sso = failed ? (SSO_FAILED.get(failed) ?? 'The single sign-on did not work. Try again, or ask an admin.') : undefined;
  return (
    <AuthCard
      title="Sign in"
      lead={
        <>
          to <b className="md">{host || 'this server'}</b>
        </>
      }
      message={attempt.message ?? sso}
      onSubmit={() => void submit()}
    >
      <div ref={form}>
        <TextField
          label="E-mail or user name"
          name="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <PasswordField
          label="Password"
          name="password"
          autoComplete="current-password"
          required
          aside={
            <Link className="lnk" href="/reset/">
              Forgotten?
            </Link>
          }
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </div>
      <Button variant="primary" type="submit" disabled={attempt.waitSeconds > 0} aria-disabled={attempt.busy}>
        {attempt.busy ? 'Signing in …' : 'Sign in'}
      </Button>
      {config?.sso && (
        <>
          <div className="or">or</div>
          <Button asChild className="w">
            <a href={`/api/v1/auth/oidc/start?next=${encodeURIComponent(safeNext(next))}`}>Continue with {config.sso.name}</a>
          </Button>
        </>
      )}
      {config && config.registration !== 'off' && (
        <p className="t12 under">
          No account yet? <Link href="/register/">Register</Link>
          {config.registration === 'invitation' && ' with an invitation'}, or{' '}
          <button type="button" className="lnk" onClick={onCode}>
            enter a code
          </button>
          .
        </p>
      )}
    </AuthCard>
  );
}
