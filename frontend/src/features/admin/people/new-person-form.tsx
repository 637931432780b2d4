import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { FormMessage } from '@/components/ui/form-message';
import { PasswordField } from '@/components/ui/password-field';
import { usePasswordHint } from '@/features/auth/use-auth-config';
import { createUser } from '@/lib/api/admin';
import { useAttempt } from '@/lib/hooks/use-attempt';
import { filled } from '../lib/filled';
import { AccessFields, type Access } from './access-fields';
import { PEOPLE_KEY } from '../lib/query-keys';

/** Makes an account at once, with a first password or without one. */
export function NewPersonForm({ onDone }: { onDone: (id: string) => void }) {
  const queryClient = useQueryClient();
  const { minLength } = usePasswordHint();
  const [fields, setFields] = useState({ email: '', username: '', name: '', password: '' });
  const [access, setAccess] = useState<Access>({ role: 'user', limitQuery: '' });
  const attempt = useAttempt();
  const set = (name: keyof typeof fields) => (event: { target: { value: string } }) => setFields({ ...fields, [name]: event.target.value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run(async () => {
      const { email, username, name, password } = fields;
      const optional = filled({ username: username.trim(), name: name.trim(), limitQuery: access.limitQuery.trim(), password });
      const user = await createUser({ email: email.trim(), role: access.role, ...optional });
      await queryClient.invalidateQueries({ queryKey: PEOPLE_KEY });
      onDone(user.id);
    });
  };
  return (
    <form className="frm" onSubmit={submit}>
      <FormMessage message={attempt.message} />
      <TextField label="E-mail" type="email" required autoFocus autoComplete="off" value={fields.email} onChange={set('email')} />
      <TextField label="Name" autoComplete="off" placeholder="Optional" value={fields.name} onChange={set('name')} />
      <TextField
        label="User name"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder="From the address"
        value={fields.username}
        onChange={set('username')}
      />
      <PasswordField
        label="Password"
        autoComplete="new-password"
        minLength={minLength}
        placeholder="None"
        hint="Without one, a mail tells the person how to choose it."
        value={fields.password}
        onChange={set('password')}
      />
      <AccessFields value={access} onChange={setAccess} />
      <Button variant="primary" type="submit" disabled={attempt.waitSeconds > 0} aria-disabled={attempt.busy}>
        {attempt.busy ? 'Creating …' : 'Create the account'}
      </Button>
    </form>
  );
}
