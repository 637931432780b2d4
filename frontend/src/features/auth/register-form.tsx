'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { PasswordField } from '@/components/ui/password-field';
import type { InvitationPreview } from '@/lib/api/account-types';
import { previewInvitation, register } from '@/lib/api/accounts';
import { ApiError } from '@/lib/api/error';
import { useAddress } from '@/lib/hooks/use-address';
import { useAttempt } from '@/lib/hooks/use-attempt';
import { AuthCard } from './auth-card';
import { CodeForm } from './code-form';
import { tokenOf } from './lib/invitation-token';
import { keepPendingAddress, pendingAddress } from './lib/pending-address';
import { useAuthConfig, usePasswordHint } from './use-auth-config';

/** Making an account: by an invitation, or openly where the server allows it; then the code of the mail. */
export function RegisterForm() {
  const [search, change] = useAddress();
  const config = useAuthConfig();
  const token = search.get('invitation') ?? '';
  const preview = useQuery({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => previewInvitation(token, signal),
    enabled: token !== '',
    staleTime: Infinity,
  });
  if (search.get('step') === 'code') return <CodeForm address={pendingAddress()} onBack={() => change({ step: undefined })} />;
  const goToCode = (address: string) => {
    keepPendingAddress(address);
    change({ step: 'code' });
  };
  if (token && preview.isError) return <BadInvitation error={preview.error} onOther={() => change({ invitation: undefined })} />;
  if (token && !preview.data) return <Notice title="Register">Looking at the invitation …</Notice>;
  if (!token && !config) return <Notice title="Register">Asking the server …</Notice>;
  if (!token && config?.registration === 'off') return <Notice title="No registration here">Accounts of this server are made by its admins.</Notice>;
  if (!token && config?.registration === 'invitation') return <InvitationForm onToken={(invitation) => change({ invitation })} />;
  return <AccountForm token={token} invited={preview.data} onDone={goToCode} />;
}

function Notice({ title, children }: { title: string; children: ReactNode }) {
  return (
    <AuthCard title={title} lead={children} onSubmit={() => {}}>
      <BackToSignIn />
    </AuthCard>
  );
}

const BackToSignIn = () => (
  <p className="t12 under">
    Already have an account? <Link href="/login/">Sign in</Link>.
  </p>
);

function BadInvitation({ error, onOther }: { error: Error; onOther: () => void }) {
  const gone = error instanceof ApiError && error.status < 500 && error.status > 0;
  return (
    <AuthCard
      title="Register"
      lead=""
      message={gone ? 'This invitation was used, withdrawn or is too old. Ask the person who invited you for another one.' : error.message}
      onSubmit={onOther}
    >
      <Button type="submit" className="w">
        Enter another invitation
      </Button>
      <BackToSignIn />
    </AuthCard>
  );
}

function InvitationForm({ onToken }: { onToken: (token: string) => void }) {
  const [text, setText] = useState('');
  return (
    <AuthCard
      title="Register"
      lead="This server takes people by invitation. Open the link that you got, or paste it here."
      onSubmit={() => onToken(tokenOf(text))}
    >
      <TextField label="Invitation" required autoFocus autoComplete="off" value={text} onChange={(event) => setText(event.target.value)} />
      <Button variant="primary" type="submit">
        Continue
      </Button>
      <BackToSignIn />
    </AuthCard>
  );
}

function AccountForm({ token, invited, onDone }: { token: string; invited: InvitationPreview | undefined; onDone: (address: string) => void }) {
  const { hint, minLength } = usePasswordHint();
  const [typed, setTyped] = useState('');
  const [fields, setFields] = useState({ username: '', name: '', password: '' });
  const email = invited?.email ?? typed.trim();
  const attempt = useAttempt();
  const set = (name: keyof typeof fields) => (event: { target: { value: string } }) => setFields({ ...fields, [name]: event.target.value });

  const submit = async () => {
    const { username, password } = fields;
    const name = fields.name.trim();
    const asked = { email, username: username.trim(), password, ...(name ? { name } : {}), ...(token ? { invitation: token } : {}) };
    if (await attempt.run(() => register(asked))) onDone(email);
  };
  return (
    <AuthCard
      title="Register"
      lead={
        invited ? (
          <>
            as {invited.role === 'admin' ? 'an admin' : 'a user'} of <b className="md">{invited.tenantName}</b>
          </>
        ) : (
          'We mail a code to your address to check it.'
        )
      }
      message={attempt.message}
      onSubmit={() => void submit()}
    >
      <TextField
        label="E-mail"
        type="email"
        name="email"
        autoComplete="email"
        required
        autoFocus={!invited}
        readOnly={invited !== undefined}
        value={email || typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <TextField
        label="User name"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        autoFocus={invited !== undefined}
        value={fields.username}
        onChange={set('username')}
      />
      <TextField label="Name" name="name" autoComplete="name" placeholder="Optional" value={fields.name} onChange={set('name')} />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="new-password"
        required
        minLength={minLength}
        hint={hint}
        value={fields.password}
        onChange={set('password')}
      />
      <Button variant="primary" type="submit" disabled={attempt.waitSeconds > 0} aria-disabled={attempt.busy}>
        {attempt.busy ? 'Registering …' : 'Register'}
      </Button>
      <BackToSignIn />
    </AuthCard>
  );
}
