import { screen, within } from '@testing-library/react';
import { aUser } from '../../../test/people';
import { serve } from '../../../test/server';
import { show } from '../../../test/show';
import { adopt } from '@/lib/api/session';
import { AdminFrame } from './admin-frame';

jest.mock('next/navigation', () => jest.requireActual('../../../test/navigation'));

const signInAs = (change: Parameters<typeof aUser>[0]) => adopt({ accessToken: 'token', expiresIn: 900, user: aUser(change) });

test('a user is told whose pages these are, and has no way there in the navigation', () => {
  serve({});
  signInAs({ role: 'user', isOwner: false });
  show(<AdminFrame>secret</AdminFrame>, '/admin/keys/');
  expect(screen.getByText(/for the admins of Acme/)).toBeInTheDocument();
  expect(screen.queryByText('secret')).not.toBeInTheDocument();
  expect(within(screen.getByRole('navigation', { name: 'Main' })).queryByRole('link', { name: 'Admin' })).not.toBeInTheDocument();
});

test('an admin sees the parts, with the one that is open marked', () => {
  serve({});
  signInAs({ isOwner: false });
  show(<AdminFrame>secret</AdminFrame>, '/admin/keys/');
  expect(screen.getByText('secret')).toBeInTheDocument();
  const parts = within(screen.getByRole('navigation', { name: 'Parts of Admin' }));
  expect(parts.getByRole('link', { name: 'API keys' })).toHaveAttribute('aria-current', 'page');
  expect(parts.getByRole('link', { name: 'Tenant' })).toBeInTheDocument();
  expect(within(screen.getByRole('navigation', { name: 'Main' })).getByRole('link', { name: 'Admin' })).toHaveAttribute('aria-current', 'page');
});
