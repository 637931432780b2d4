import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { resendCode, verifyCode } from '@/lib/api/accounts';
import { useAttempt } from '@/lib/hooks/use-attempt';
import { AuthCard } from './auth-card';
import { CODE_LENGTH, CodeInput } from './code-input';
import { maskAddress } from './lib/mask-address';
import { keepPendingAddress } from './lib/pending-address';
import { SendAgain } from './send-again';
import { useGoOn } from './use-go-on';

/** The code of the mail that proves an address; the right one signs in. */
export function CodeForm({ address, onBack }: { address: string; onBack: () => void }) {
  const [typed, setTyped] = useState('');
  const [code, setCode] = useState('');
  const email = address || typed.trim();
  const attempt = useAttempt((error) =>
    error.status === 400 || error.status === 401 ? 'This code is wrong or too old. Look again, or send another one.' : undefined,
  );
  useGoOn();

  const submit = async () => {
    if (code.length < CODE_LENGTH) return;
    if (await attempt.run(() => verifyCode(email, code))) keepPendingAddress('');
    else setCode('');
  };
  return (
    <AuthCard
      title="One-time code"
      lead={
        address ? (
          <>
            If <b className="md">{maskAddress(address)}</b> can have a code, six digits are on their way there. They are good for 10 min.
          </>
        ) : (
          'Enter the six digits that were mailed to you. They are good for 10 min.'
        )
      }
      message={attempt.message}
      onSubmit={() => void submit()}
    >
      {!address && (
        <TextField label="E-mail" type="email" autoComplete="username" required value={typed} onChange={(event) => setTyped(event.target.value)} autoFocus />
      )}
      <CodeInput value={code} onChange={setCode} autoFocus={address !== ''} />
      <Button variant="primary" type="submit" disabled={code.length < CODE_LENGTH || attempt.waitSeconds > 0} aria-disabled={attempt.busy}>
        {attempt.busy ? 'Checking …' : 'Continue'}
      </Button>
      <div className="row t12 under">
        {email !== '' && <SendAgain send={() => resendCode(email)} />}
        <span className="sp" />
        <button type="button" className="lnk" onClick={onBack}>
          Back
        </button>
      </div>
    </AuthCard>
  );
}
