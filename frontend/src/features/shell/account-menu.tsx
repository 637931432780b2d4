import Link from 'next/link';
import { Icon } from '@/components/ui/icon';
import { Popover, PopoverClose, PopoverContent } from '@/components/ui/popover';
import { signOut } from '@/lib/api/session';
import type { User } from '@/lib/api/types';

const initials = (user: User): string =>
  (user.name || user.email)
    .split(/[\s.@_-]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');

/** Who is signed in, and the way out. */
export function AccountMenu({ user }: { user: User }) {
  return (
    <Popover
      trigger={
        <button type="button" className="nv" aria-label={`Account of ${user.name || user.email}`}>
          <span className="ava">{initials(user)}</span>
          <span className="lb">Account</span>
        </button>
      }
    >
      <PopoverContent side="right" align="end" className="menu">
        <div className="who">
          <b className="st el">{user.name || user.email}</b>
          <span className="m t12 el">{user.email}</span>
          <span className="m t12 el">
            {user.isOwner ? 'owner, ' : ''}
            {user.role} of {user.tenantName || user.tenant}
          </span>
        </div>
        <PopoverClose asChild>
          <Link className="mi" href="/profile/">
            <Icon name="user" small />
            Profile and sessions
          </Link>
        </PopoverClose>
        <button type="button" className="mi" onClick={() => void signOut()}>
          <Icon name="signOut" small />
          Sign out
        </button>
      </PopoverContent>
    </Popover>
  );
}
