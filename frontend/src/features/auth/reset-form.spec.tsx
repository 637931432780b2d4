import { screen } from '@testing-library/react';
import { refused } from '../../../test/people';
import { answer, serve } from '../../../test/server';
import { show } from '../../../test/show';
import { ResetForm } from './reset-form';

jest.mock('next/navigation', () => jest.requireActual('../../../test/navigation'));

const health = { status: 'ok', version: '1', uptimeSeconds: 1, checks: {} };

beforeEach(() => sessionStorage.clear());

test('address, code and new password, then the way to the sign-in; a wrong code stays', async () => {
  let refuse = true;
  const seen = serve({
    '/health': () => answer(200, health),
    '/api/v1/auth/config': () => answer(200, { registration: 'off', sso: null, passwordMinLength: 8 }),
    '/api/v1/auth/forgot-password': () => answer(202, {}),
    '/api/v1/auth/reset-password': () => (refuse ? refused(401, 'x', 'unauthenticated') : answer(204, undefined)),
  });
  const user = show(<ResetForm />, '/reset/');
  await user.type(screen.getByLabelText('E-mail'), 'mira@acme.example');
  await user.click(screen.getByRole('button', { name: 'Send a code' }));
  await user.type(await screen.findByLabelText('One-time code'), '123456');
  await user.type(screen.getByLabelText('New password'), 'a new pass phrase');
  await user.click(screen.getByRole('button', { name: 'Set the password' }));
  expect(await screen.findByText(/This code is wrong or too old/)).toBeInTheDocument();
  refuse = false;
  await user.click(screen.getByRole('button', { name: 'Set the password' }));
  expect(await screen.findByRole('link', { name: 'Sign in' })).toHaveAttribute('href', expect.stringMatching(/^\/login\/?$/));
  const sent = seen.filter(({ path }) => path.endsWith('reset-password')).at(-1);
  expect(JSON.parse(sent?.body ?? '')).toEqual({ email: 'mira@acme.example', code: '123456', password: 'a new pass phrase' });
});
