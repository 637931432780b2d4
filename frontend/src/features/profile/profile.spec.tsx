import { screen, waitFor, within } from '@testing-library/react';
import { aUser, refused } from '../../../test/people';
import { answer, serve } from '../../../test/server';
import { show } from '../../../test/show';
import { adopt, sessionState } from '@/lib/api/session';
import { Profile } from './profile';

jest.mock('next/navigation', () => jest.requireActual('../../../test/navigation'));

const session = (id: string, isCurrent: boolean) => ({
  id,
  isCurrent,
  createdAt: '2026-11-20T00:00:00Z',
  lastUsedAt: '2026-11-20T00:00:00Z',
  expiresAt: '2026-11-27T00:00:00Z',
  address: '10.0.0.1',
  userAgent: isCurrent ? 'Mozilla/5.0 (X11; Linux) Firefox/140.0' : 'curl/8',
});
const config = () => answer(200, { registration: 'off', sso: null, passwordMinLength: 8 });

beforeEach(() => adopt({ accessToken: 'token', expiresIn: 900, user: aUser() }));

test('this device comes first and is named; another one is signed out after a question', async () => {
  let sessions = [session('other', false), session('mine', true)];
  const seen = serve({
    '/api/v1/auth/config': config,
    '/api/v1/auth/sessions': () => answer(200, { items: sessions }),
    'DELETE /api/v1/auth/sessions/other': () => {
      sessions = sessions.filter(({ id }) => id !== 'other');
      return answer(204, undefined);
    },
  });
  const user = show(<Profile user={aUser()} />, '/profile/');
  const table = within(await screen.findByRole('table', { name: 'Sessions' }));
  const [, first, second] = table.getAllByRole('row');
  expect(first).toHaveTextContent('Firefox on Linuxthis device');
  await user.click(within(second as HTMLElement).getByRole('button', { name: 'Sign out' }));
  expect(seen.some(({ method }) => method === 'DELETE')).toBe(false);
  await user.click(within(screen.getByRole('group', { name: 'Sign out' })).getByRole('button', { name: 'Sign out' }));
  await waitFor(() => expect(screen.queryByText('curl/8')).not.toBeInTheDocument());
  expect(sessionState().status).toBe('signed-in');
});

test('signing out everywhere ends this session too', async () => {
  const seen = serve({
    '/api/v1/auth/config': config,
    '/api/v1/auth/sessions': () => answer(200, { items: [session('mine', true)] }),
    '/api/v1/auth/logout-everywhere': () => answer(204, undefined),
    '/api/v1/auth/logout': () => answer(204, undefined),
  });
  const user = show(<Profile user={aUser()} />, '/profile/');
  await user.click(await screen.findByRole('button', { name: 'Sign out everywhere' }));
  await user.click(within(screen.getByRole('group', { name: 'Sign out everywhere' })).getByRole('button', { name: 'Sign out everywhere' }));
  await waitFor(() => expect(sessionState().status).toBe('signed-out'));
  expect(seen.some(({ path }) => path.endsWith('logout-everywhere'))).toBe(true);
});

test('a new user name is known to the page at once; a taken one is refused in place', async () => {
  let taken = true;
  serve({
    '/api/v1/auth/config': config,
    '/api/v1/auth/sessions': () => answer(200, { items: [] }),
    '/api/v1/auth/me': () => (taken ? refused(409, 'x', 'conflict') : answer(200, aUser({ username: 'mk' }))),
  });
  const user = show(<Profile user={aUser()} />, '/profile/');
  await user.clear(screen.getByLabelText('User name'));
  await user.type(screen.getByLabelText('User name'), 'mk');
  await user.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('This user name is taken. Choose another one.')).toBeInTheDocument();
  taken = false;
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(sessionState()).toMatchObject({ user: { username: 'mk' } }));
});

test('the password changes with the old one, and says that other devices are out', async () => {
  const seen = serve({
    '/api/v1/auth/config': config,
    '/api/v1/auth/sessions': () => answer(200, { items: [] }),
    '/api/v1/auth/me/password': () => answer(204, undefined),
  });
  const user = show(<Profile user={aUser()} />, '/profile/');
  await user.type(screen.getByLabelText('Current password'), 'old pass');
  await user.type(screen.getByLabelText('New password'), 'new pass phrase');
  await user.click(screen.getByRole('button', { name: 'Change the password' }));
  expect(await screen.findByText('Changed. Your other devices are signed out.')).toBeInTheDocument();
  expect(JSON.parse(seen.find(({ method }) => method === 'PUT')?.body ?? '')).toEqual({ currentPassword: 'old pass', newPassword: 'new pass phrase' });
  expect(screen.getByLabelText('New password')).toHaveValue('');
});
