'use client';

import Link from 'next/link';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { PasswordField } from '@/components/ui/password-field';
import { forgotPassword, resetPassword } from '@/lib/api/accounts';
import { useAddress } from '@/lib/hooks/use-address';
import { useAttempt } from '@/lib/hooks/use-attempt';
import { AuthCard } from './auth-card';
import { CODE_LENGTH, CodeInput } from './code-input';
import { maskAddress } from './lib/mask-address';
import { keepPendingAddress, pendingAddress } from './lib/pending-address';
import { SendAgain } from './send-again';
import { usePasswordHint } from './use-auth-config';

/** A new password by the code of a mail: address, then code and password, then done. The step is in the page's address. */
export function ResetForm() {
  const [search, change] = useAddress();
  const step = search.get('step');
  if (step === 'done') return <Done />;
  if (step === 'code') return <NewPasswordStep onBack={() => change({ step: undefined })} onDone={() => change({ step: 'done' }, 'replace')} />;
  return <AddressStep onSent={() => change({ step: 'code' })} />;
}

const Back = () => (
  <p className="t12 under">
    <Link href="/login/">Back to the sign-in</Link>
  </p>
);

function AddressStep({ onSent }: { onSent: () => void }) {
  const [address, setAddress] = useState(pendingAddress);
  const attempt = useAttempt();
  const submit = async () => {
    const email = address.trim();
    if (!(await attempt.run(() => forgotPassword(email)))) return;
    keepPendingAddress(email);
    onSent();
  };
  return (
    <AuthCard title="New password" lead="We mail a code to the address of your account." message={attempt.message} onSubmit={() => void submit()}>
      <TextField
        label="E-mail"
        type="email"
        name="email"
        autoComplete="username"
        required
        autoFocus
        value={address}
        onChange={(event) => setAddress(event.target.value)}
      />
      <Button variant="primary" type="submit" disabled={attempt.waitSeconds > 0} aria-disabled={attempt.busy}>
        {attempt.busy ? 'Sending …' : 'Send a code'}
      </Button>
      <Back />
    </AuthCard>
  );
}

function NewPasswordStep({ onBack, onDone }: { onBack: () => void; onDone: () => void }) {
  const [kept] = useState(pendingAddress);
  const [typed, setTyped] = useState('');
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const { hint, minLength } = usePasswordHint();
  const attempt = useAttempt((error) => (error.status === 401 ? 'This code is wrong or too old. Look again, or send another one.' : undefined));
  const email = kept || typed.trim();
  const submit = async () => {
    if (code.length < CODE_LENGTH || !(await attempt.run(() => resetPassword(email, code, password)))) return;
    keepPendingAddress('');
    onDone();
  };
  return (
    <AuthCard
      title="New password"
      lead={
        kept ? (
          <>
            If <b className="md">{maskAddress(kept)}</b> has an account, six digits are on their way there. They are good for 10 min.
          </>
        ) : (
          'Enter the six digits that were mailed to you. They are good for 10 min.'
        )
      }
      message={attempt.message}
      onSubmit={() => void submit()}
    >
      {!kept && (
        <TextField label="E-mail" type="email" autoComplete="username" required autoFocus value={typed} onChange={(event) => setTyped(event.target.value)} />
      )}
      <CodeInput value={code} onChange={setCode} autoFocus={kept !== ''} />
      <PasswordField
        label="New password"
        name="new-password"
        autoComplete="new-password"
        required
        minLength={minLength}
        hint={hint}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button variant="primary" type="submit" disabled={code.length < CODE_LENGTH || attempt.waitSeconds > 0} aria-disabled={attempt.busy}>
        {attempt.busy ? 'Saving …' : 'Set the password'}
      </Button>
      <div className="row t12 under">
        {email !== '' && <SendAgain send={() => forgotPassword(email)} />}
        <span className="sp" />
        <button type="button" className="lnk" onClick={onBack}>
          Back
        </button>
      </div>
    </AuthCard>
  );
}

const Done = () => (
  <AuthCard title="New password" lead="The new password is set, and you are signed out on all devices." onSubmit={() => {}}>
    <Button asChild variant="primary">
      <Link href="/login/">Sign in</Link>
    </Button>
  </AuthCard>
);
