import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { FormMessage } from '@/components/ui/form-message';
import { changeMe } from '@/lib/api/accounts';
import type { User } from '@/lib/api/types';
import { useAttempt } from '@/lib/hooks/use-attempt';

/** The own name and user name. */
export function OwnForm({ user }: { user: User }) {
  const [name, setName] = useState(user.name);
  const [username, setUsername] = useState(user.username);
  const attempt = useAttempt((error) => (error.status === 409 ? 'This user name is taken. Choose another one.' : undefined));
  const change = {
    ...(name.trim() === user.name ? {} : { name: name.trim() }),
    ...(username.trim() === user.username ? {} : { username: username.trim() }),
  };
  const ready = Object.keys(change).length > 0 && username.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) void attempt.run(() => changeMe(change));
  };
  return (
    <form className="frm" onSubmit={submit}>
      <FormMessage message={attempt.message} />
      <TextField label="Name" autoComplete="name" value={name} onChange={(event) => setName(event.target.value)} />
      <TextField
        label="User name"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        hint="You can sign in with it in place of your address."
        value={username}
        onChange={(event) => setUsername(event.target.value)}
      />
      <dl className="facts">
        <div>
          <dt>Role</dt>
          <dd>
            {user.isOwner && 'Owner of this server, '}
            {user.role} of {user.tenantName || user.tenant}
          </dd>
        </div>
        <div>
          <dt>You see</dt>
          <dd>{user.limitQuery ? <span className="mono">{user.limitQuery}</span> : 'all logs of the tenant'}</dd>
        </div>
      </dl>
      <Button variant="primary" type="submit" disabled={!ready || attempt.waitSeconds > 0} aria-disabled={attempt.busy}>
        {attempt.busy ? 'Saving …' : 'Save'}
      </Button>
    </form>
  );
}
