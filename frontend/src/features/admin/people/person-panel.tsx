import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Confirm } from '@/components/ui/confirm';
import { TextField } from '@/components/ui/field';
import { FormMessage } from '@/components/ui/form-message';
import { TimeText } from '@/components/ui/time-text';
import type { User } from '@/lib/api/account-types';
import { changeUser, deleteUser, signOutUser } from '@/lib/api/admin';
import { useAttempt } from '@/lib/hooks/use-attempt';
import { personName, standingOf } from '../lib/person-words';
import { Deeds, Facts, State } from '../parts';
import { AccessFields } from './access-fields';
import { PEOPLE_KEY } from '../lib/query-keys';

interface PersonPanelProps {
  user: User;
  isMe: boolean;
  /** The person was deleted. */
  onGone: () => void;
}

/** One person: what is known, what can be changed, and what can be done. */
export function PersonPanel({ user, isMe, onGone }: PersonPanelProps) {
  const queryClient = useQueryClient();
  const reload = () => queryClient.invalidateQueries({ queryKey: PEOPLE_KEY });
  const standing = standingOf(user);
  const fixed = user.isOwner ? 'The owner of the server keeps all rights.' : isMe ? 'You cannot change your own role. Another admin can.' : undefined;
  const stays = isMe || user.isOwner;
  return (
    <>
      <Facts
        facts={[
          [
            'State',
            <State key="s" kind={standing.kind}>
              {standing.text}
            </State>,
          ],
          ['E-mail', user.email],
          ['User name', user.username],
          ['Member since', <TimeText key="c" at={user.createdAt} />],
          ['Last sign-in', <TimeText key="l" at={user.lastSignInAt} none="never" />],
        ]}
      />
      <PersonForm key={`${user.name}|${user.role}|${user.limitQuery}`} user={user} roleFixed={fixed} reload={reload} />
      <Deeds>
        <SignOut user={user} />
        {!stays && <Disable user={user} reload={reload} />}
        {!stays && (
          <Confirm
            label="Delete"
            question={`${personName(user)} is removed, with the own views and rules, and all sessions end. What the audit says about it stays.`}
            action={async () => {
              await deleteUser(user.id);
              onGone();
              await reload();
            }}
          />
        )}
      </Deeds>
    </>
  );
}

function PersonForm({ user, roleFixed, reload }: { user: User; roleFixed: string | undefined; reload: () => Promise<void> }) {
  const [name, setName] = useState(user.name);
  const [access, setAccess] = useState({ role: user.role, limitQuery: user.limitQuery });
  const attempt = useAttempt();
  const change = {
    ...(name.trim() === user.name ? {} : { name: name.trim() }),
    ...(access.role === user.role ? {} : { role: access.role }),
    ...(access.limitQuery.trim() === user.limitQuery ? {} : { limitQuery: access.limitQuery.trim() }),
  };
  const nothing = Object.keys(change).length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (nothing) return;
    void attempt.run(async () => {
      await changeUser(user.id, change);
      await reload();
    });
  };
  return (
    <form className="frm" onSubmit={submit}>
      <FormMessage message={attempt.message} />
      <TextField label="Name" autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
      <AccessFields value={access} onChange={setAccess} roleFixed={roleFixed} />
      <Button variant="primary" type="submit" disabled={nothing || attempt.waitSeconds > 0} aria-disabled={attempt.busy}>
        {attempt.busy ? 'Saving …' : 'Save'}
      </Button>
    </form>
  );
}

function SignOut({ user }: { user: User }) {
  const [done, setDone] = useState(false);
  return (
    <>
      <Confirm
        label="Sign out"
        verb="Sign out everywhere"
        question={`All sessions of ${personName(user)} end, on every device.`}
        action={async () => {
          await signOutUser(user.id);
          setDone(true);
        }}
      />
      <span className="hint" role="status">
        {done && 'Signed out everywhere.'}
      </span>
    </>
  );
}

function Disable({ user, reload }: { user: User; reload: () => Promise<void> }) {
  const attempt = useAttempt();
  const set = async (disabled: boolean) => {
    await changeUser(user.id, { disabled });
    await reload();
  };
  if (!user.disabledAt)
    return (
      <Confirm label="Disable" question={`${personName(user)} cannot sign in any more, and all sessions end. It can be undone.`} action={() => set(true)} />
    );
  return (
    <>
      <Button aria-disabled={attempt.busy} onClick={() => void attempt.run(() => set(false))}>
        Enable
      </Button>
      <FormMessage message={attempt.message} />
    </>
  );
}
