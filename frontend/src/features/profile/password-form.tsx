import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { FormMessage } from '@/components/ui/form-message';
import { PasswordField } from '@/components/ui/password-field';
import { usePasswordHint } from '@/features/auth/use-auth-config';
import { changePassword } from '@/lib/api/accounts';
import { useAttempt } from '@/lib/hooks/use-attempt';
import { SESSIONS_KEY } from './sessions';

/** Sets another password; the sessions on other devices end by it. */
export function PasswordForm() {
  const queryClient = useQueryClient();
  const { hint, minLength } = usePasswordHint();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [done, setDone] = useState(false);
  const attempt = useAttempt();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setDone(false);
    if (!(await attempt.run(() => changePassword(current, next)))) return;
    setCurrent('');
    setNext('');
    setDone(true);
    await queryClient.invalidateQueries({ queryKey: SESSIONS_KEY });
  };
  return (
    <form className="frm" onSubmit={(event) => void submit(event)}>
      <FormMessage message={attempt.message} />
      <PasswordField label="Current password" autoComplete="current-password" required value={current} onChange={(event) => setCurrent(event.target.value)} />
      <PasswordField
        label="New password"
        autoComplete="new-password"
        required
        minLength={minLength}
        hint={hint}
        value={next}
        onChange={(event) => setNext(event.target.value)}
      />
      <div className="row">
        <Button variant="primary" type="submit" disabled={attempt.waitSeconds > 0} aria-disabled={attempt.busy}>
          {attempt.busy ? 'Changing …' : 'Change the password'}
        </Button>
        <span className="hint" role="status">
          {done && 'Changed. Your other devices are signed out.'}
        </span>
      </div>
    </form>
  );
}
