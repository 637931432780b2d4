import { act, screen, waitFor } from '@testing-library/react';
import type userEvent from '@testing-library/user-event';
import { replace } from '../../../test/navigation';
import { aUser, refused, signedIn } from '../../../test/people';
import { answer, serve } from '../../../test/server';
import { show } from '../../../test/show';
import { signOut } from '@/lib/api/session';
import { keepPendingAddress } from './lib/pending-address';
import { LoginForm } from './login-form';

jest.mock('next/navigation', () => jest.requireActual('../../../test/navigation'));

const health = { status: 'ok', version: '1.2.3', uptimeSeconds: 1, checks: { logs: { status: 'ok' } } };
const config = { registration: 'off', sso: null, passwordMinLength: 8 };
const usual = {
  '/health': () => answer(200, health),
  '/api/v1/auth/config': () => answer(200, config),
  '/api/v1/auth/refresh': () => refused(401, 'x', 'unauthenticated'),
};

async function tryToSignIn(user: ReturnType<typeof userEvent.setup>) {
  await user.type(screen.getByLabelText('E-mail or user name'), 'mira@acme.example');
  await user.type(screen.getByLabelText('Password'), 'secret');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
}

beforeEach(async () => {
  serve({});
  await signOut();
  replace.mockClear();
  sessionStorage.clear();
});

test('says that the pair is wrong, and stays', async () => {
  serve({ ...usual, '/api/v1/auth/login': () => refused(401, 'x', 'unauthenticated') });
  await tryToSignIn(show(<LoginForm />, '/login/'));
  expect(await screen.findByText('E-mail, user name or password is wrong.')).toBeInTheDocument();
  expect(replace).not.toHaveBeenCalled();
  expect(screen.getByLabelText('Password')).toHaveFocus();
});

test('counts the seconds down after too many tries', async () => {
  serve({ ...usual, '/api/v1/auth/login': () => answer(429, { error: { code: 'rate_limited', message: 'x', details: { retryAfterSeconds: 42 } } }) });
  await tryToSignIn(show(<LoginForm />, '/login/'));
  expect(await screen.findByText('Too many tries. Try again in 42 s.')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Sign in' })).toBeDisabled();
});

test('offers only the ways in that the server has', async () => {
  serve({ ...usual, '/api/v1/auth/config': () => answer(200, { ...config, registration: 'invitation', sso: { name: 'Acme SSO' } }) });
  show(<LoginForm />, '/login/?next=%2Fexplore%2F%3Fq%3Dpay');
  expect(await screen.findByRole('link', { name: 'Continue with Acme SSO' })).toHaveAttribute('href', '/api/v1/auth/oidc/start?next=%2Fexplore%2F%3Fq%3Dpay');
  expect(screen.getByRole('link', { name: 'Register' })).toHaveAttribute('href', expect.stringMatching(/^\/register\/?$/));
  expect(screen.getByRole('link', { name: 'Forgotten?' })).toHaveAttribute('href', expect.stringMatching(/^\/reset\/?$/));
});

test.each([
  ['sso_no_account', /You have no account here/],
  ['constructor', /did not work/],
])('says why a single sign-on ended at %s', async (code, words) => {
  serve(usual);
  show(<LoginForm />, `/login/?error=${code}`);
  expect(await screen.findByText(words)).toBeInTheDocument();
});

test('a code of a registration signs in, typed with a blank or not', async () => {
  const seen = serve({
    ...usual,
    '/api/v1/auth/config': () => answer(200, { ...config, registration: 'open' }),
    '/api/v1/auth/verify-otp': ({ body }) => (body?.includes('000000') ? refused(401, 'x', 'unauthenticated') : signedIn()),
  });
  keepPendingAddress('mira@acme.example');
  const user = show(<LoginForm />, '/login/?next=%2Fexplore%2F%3Fq%3Dcode');
  await user.click(await screen.findByRole('button', { name: 'enter a code' }));
  expect(await screen.findByText('m•••@acme.example')).toBeInTheDocument();
  expect(window.location.search).toContain('step=code');
  expect(window.location.href).not.toContain('mira');
  await user.type(screen.getByLabelText('One-time code'), '000000');
  await user.click(screen.getByRole('button', { name: 'Continue' }));
  expect(await screen.findByText(/This code is wrong or too old/)).toBeInTheDocument();
  await user.type(screen.getByLabelText('One-time code'), '41 9-207x');
  await user.click(screen.getByRole('button', { name: 'Continue' }));
  await waitFor(() => expect(replace).toHaveBeenCalledWith('/explore/?q=code'));
  expect(seen.findLast(({ path }) => path.endsWith('verify-otp'))?.body).toBe(JSON.stringify({ email: 'mira@acme.example', code: '419207' }));
});

test('goes back to where one was, and only within this site', async () => {
  const seen = serve({ ...usual, '/api/v1/auth/login': () => signedIn() });
  const user = show(<LoginForm />, '/login/?next=%2Fexplore%2F%3Fq%3Dpay');
  expect(await screen.findByText('Ingest, search and live are up')).toBeInTheDocument();
  await tryToSignIn(user);
  await waitFor(() => expect(replace).toHaveBeenCalledWith('/explore/?q=pay'));
  await act(async () => {});
  expect(seen.find((request) => request.path === '/api/v1/auth/login')?.body).toBe(JSON.stringify({ email: 'mira@acme.example', password: 'secret' }));
});

test('a server that does not answer is not called up in the line below', async () => {
  let away = false;
  const unless = (status: number, body: unknown) => () => {
    if (away) throw new Error('no connection');
    return answer(status, body);
  };
  serve({
    '/health': unless(200, health),
    '/api/v1/auth/refresh': () => answer(401, { error: { code: 'unauthenticated', message: 'x' } }),
    '/api/v1/auth/login': unless(200, { accessToken: 'token', expiresIn: 900, user: aUser() }),
  });
  const user = show(<LoginForm />, '/login/');
  await screen.findByText('Ingest, search and live are up');
  away = true;
  await tryToSignIn(user);
  expect(await screen.findByText('The server does not answer.')).toBeInTheDocument();
  expect(await screen.findByText('The server does not answer')).toBeInTheDocument();
  expect(screen.queryByText('Ingest, search and live are up')).not.toBeInTheDocument();
});
