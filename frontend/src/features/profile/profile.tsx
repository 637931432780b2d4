import type { User } from '@/lib/api/types';
import { OwnForm } from './own-form';
import { PasswordForm } from './password-form';
import { Sessions } from './sessions';

/** What one can see and change of oneself: names, password, and where one is signed in. */
export function Profile({ user }: { user: User }) {
  return (
    <>
      <header className="bar">
        <h1>Profile</h1>
        <span className="m el">{user.email}</span>
      </header>
      <div className="prf">
        <section className="pn" aria-labelledby="own">
          <h2 id="own">You</h2>
          <OwnForm key={`${user.name}|${user.username}`} user={user} />
        </section>
        <section className="pn" aria-labelledby="password">
          <h2 id="password">Password</h2>
          <PasswordForm />
        </section>
        <section className="pn wide" aria-labelledby="sessions">
          <h2 id="sessions">Where you are signed in</h2>
          <Sessions />
        </section>
      </div>
    </>
  );
}
