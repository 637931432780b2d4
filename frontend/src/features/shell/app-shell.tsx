import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useState, type ReactNode } from 'react';
import { Icon, Mark, type IconName } from '@/components/ui/icon';
import { Tooltip, TooltipProvider } from '@/components/ui/tooltip';
import { cn } from '@/lib/cn';
import { useKeys } from '@/lib/hooks/use-keys';
import type { User } from '@/lib/api/types';
import { AccountMenu } from './account-menu';
import { HelpDialog } from './help-dialog';
import { useTheme } from './theme';

function NavLink({ href, icon, label }: { href: string; icon: IconName; label: string }) {
  const here = usePathname().startsWith(href.slice(0, -1));
  return (
    <Tooltip label={label}>
      <Link href={href} className={cn('nv', here && 'on')} aria-label={label} aria-current={here ? 'page' : undefined}>
        <Icon name={icon} />
        <span className="lb">{label}</span>
      </Link>
    </Tooltip>
  );
}

/** Navigation on the left (below on a phone) and the page. Lists only pages that exist. */
export function AppShell({ user, children }: { user: User; children: ReactNode }) {
  const [help, setHelp] = useState(false);
  const { theme, toggle } = useTheme();
  useKeys({ '?': () => setHelp(true) });
  const themeLabel = theme === 'dark' ? 'Light theme' : 'Dark theme';
  return (
    <TooltipProvider delayDuration={300}>
      <div className="app">
        <nav className="nav" aria-label="Main">
          <div className="mark">
            <Mark />
          </div>
          <NavLink href="/explore/" icon="explore" label="Explore" />
          <span className="sp" />
          {user.role === 'admin' && <NavLink href="/admin/" icon="admin" label="Admin" />}
          <Tooltip label="Keys (?)">
            <button type="button" className="nv x" aria-label="Keys" onClick={() => setHelp(true)}>
              <Icon name="help" />
            </button>
          </Tooltip>
          <Tooltip label={themeLabel}>
            <button type="button" className="nv" aria-label={themeLabel} onClick={toggle}>
              <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
              <span className="lb">Theme</span>
            </button>
          </Tooltip>
          <AccountMenu user={user} />
        </nav>
        <main className="main">{children}</main>
      </div>
      <HelpDialog open={help} onClose={() => setHelp(false)} />
    </TooltipProvider>
  );
}
