import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { answer, serve } from '../../../test/server';
import { LoginForm } from './login-form';

const replace = jest.fn();
jest.mock('next/navigation', () => ({ useRouter: () => ({ replace }) }));

const health = { status: 'ok', version: '1.2.3', uptimeSeconds: 1, checks: { logs: { status: 'ok' } } };
const session = { accessToken: 'token', expiresIn: 900, user: { id: '1', email: 'mira@acme.example', name: 'Mira', role: 'admin', tenant: 'acme' } };

function show() {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <LoginForm />
    </QueryClientProvider>,
  );
  return userEvent.setup();
}

async function tryToSignIn(user: ReturnType<typeof userEvent.setup>) {
  await user.type(screen.getByLabelText('E-mail'), 'mira@acme.example');
  await user.type(screen.getByLabelText('Password'), 'secret');
  await user.click(screen.getByRole('button', { name: 'Sign in' }));
}

beforeEach(() => replace.mockClear());

test('says that the pair is wrong, and stays', async () => {
  serve({
    '/health': () => answer(200, health),
    '/api/v1/auth/refresh': () => answer(401, { error: { code: 'unauthenticated', message: 'x' } }),
    '/api/v1/auth/login': () => answer(401, { error: { code: 'unauthenticated', message: 'x' } }),
  });
  await tryToSignIn(show());
  expect(await screen.findByText('E-mail or password is wrong.')).toBeInTheDocument();
  expect(replace).not.toHaveBeenCalled();
  expect(screen.getByLabelText('Password')).toHaveFocus();
});

test('counts the seconds down after too many tries', async () => {
  serve({
    '/health': () => answer(200, health),
    '/api/v1/auth/refresh': () => answer(401, { error: { code: 'unauthenticated', message: 'x' } }),
    '/api/v1/auth/login': () => answer(429, { error: { code: 'rate_limited', message: 'x', details: { retryAfterSeconds: 42 } } }),
  });
  await tryToSignIn(show());
  expect(await screen.findByText('Too many tries. Try again in 42 s.')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Sign in' })).toBeDisabled();
});

test('goes back to where one was, and only within this site', async () => {
  window.history.replaceState(null, '', '/login/?next=%2Fexplore%2F%3Fq%3Dpay');
  const seen = serve({
    '/health': () => answer(200, health),
    '/api/v1/auth/refresh': () => answer(401, { error: { code: 'unauthenticated', message: 'x' } }),
    '/api/v1/auth/login': () => answer(200, session),
  });
  const user = show();
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
    '/api/v1/auth/login': unless(200, session),
  });
  const user = show();
  await screen.findByText('Ingest, search and live are up');
  away = true;
  await tryToSignIn(user);
  expect(await screen.findByText('The server does not answer.')).toBeInTheDocument();
  expect(await screen.findByText('The server does not answer')).toBeInTheDocument();
  expect(screen.queryByText('Ingest, search and live are up')).not.toBeInTheDocument();
});
