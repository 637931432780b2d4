import { screen, waitFor } from '@testing-library/react';
import { refused } from '../../../test/people';
import { answer, serve } from '../../../test/server';
import { show } from '../../../test/show';
import { signOut } from '@/lib/api/session';
import { RegisterForm } from './register-form';

jest.mock('next/navigation', () => jest.requireActual('../../../test/navigation'));

const health = { status: 'ok', version: '1', uptimeSeconds: 1, checks: {} };
const config = (registration: string) => () => answer(200, { registration, sso: null, passwordMinLength: 10 });
const preview = { email: 'new@acme.example', tenantName: 'Acme', role: 'user', expiresAt: '2126-01-01T00:00:00.000Z' };

beforeEach(async () => {
  serve({});
  await signOut();
  sessionStorage.clear();
});

test('an invitation fixes the address, and its token goes with the registration', async () => {
  const seen = serve({
    '/health': () => answer(200, health),
    '/api/v1/auth/config': config('invitation'),
    '/api/v1/auth/invitations/tok/preview': () => answer(200, preview),
    '/api/v1/auth/register': () => answer(202, { status: 'code_sent' }),
  });
  const user = show(<RegisterForm />, '/register/?invitation=tok');
  expect(await screen.findByLabelText('E-mail')).toHaveValue('new@acme.example');
  expect(screen.getByLabelText('E-mail')).toHaveAttribute('readonly');
  expect(screen.getByText('Acme')).toBeInTheDocument();
  await user.type(screen.getByLabelText('User name'), 'newbie');
  await user.type(screen.getByLabelText('Password'), 'long enough pass');
  await user.click(screen.getByRole('button', { name: 'Register' }));
  expect(await screen.findByLabelText('One-time code')).toBeInTheDocument();
  const sent = JSON.parse(seen.find(({ path }) => path.endsWith('register'))?.body ?? '');
  expect(sent).toEqual({ email: 'new@acme.example', username: 'newbie', password: 'long enough pass', invitation: 'tok' });
});

test('without an invitation one can paste its link', async () => {
  serve({
    '/health': () => answer(200, health),
    '/api/v1/auth/config': config('invitation'),
    '/api/v1/auth/invitations/abc/preview': () => answer(200, preview),
  });
  const user = show(<RegisterForm />, '/register/');
  await user.type(await screen.findByLabelText('Invitation'), 'https://logs.example/register/?invitation=abc');
  await user.click(screen.getByRole('button', { name: 'Continue' }));
  expect(await screen.findByLabelText('E-mail')).toHaveValue('new@acme.example');
});

test('an invitation that is not good any more says so', async () => {
  serve({
    '/health': () => answer(200, health),
    '/api/v1/auth/config': config('invitation'),
    '/api/v1/auth/invitations/old/preview': () => refused(404, 'x', 'not_found'),
  });
  show(<RegisterForm />, '/register/?invitation=old');
  expect(await screen.findByText(/used, withdrawn or is too old/)).toBeInTheDocument();
});

test('a closed server says who makes accounts; an open one says what it refuses', async () => {
  serve({ '/health': () => answer(200, health), '/api/v1/auth/config': config('off') });
  show(<RegisterForm />, '/register/');
  expect(await screen.findByText('Accounts of this server are made by its admins.')).toBeInTheDocument();
});

test('a weak password is refused in place', async () => {
  serve({
    '/health': () => answer(200, health),
    '/api/v1/auth/config': config('open'),
    '/api/v1/auth/register': () => refused(400, 'This password is easy to guess.'),
  });
  const user = show(<RegisterForm />, '/register/');
  await user.type(await screen.findByLabelText('E-mail'), 'a@b.example');
  await user.type(screen.getByLabelText('User name'), 'ab');
  await user.type(screen.getByLabelText('Password'), 'password12');
  await user.click(screen.getByRole('button', { name: 'Register' }));
  expect(await screen.findByText('This password is easy to guess.')).toBeInTheDocument();
  await waitFor(() => expect(screen.getByRole('button', { name: 'Register' })).toBeEnabled());
});
