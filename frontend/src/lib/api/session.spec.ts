import { waitFor } from '@testing-library/react';
import { answer, serve } from '../../../test/server';
import { accessToken, sessionState, signIn } from './session';

const session = { accessToken: 'new', expiresIn: 900, user: { id: '1', email: 'a@b.c', name: 'A', role: 'admin', tenant: 't' } };
const refusal = { error: { code: 'unauthenticated', message: 'x' } };

test('a refusal of the old cookie that comes late does not sign out who has signed in meanwhile', async () => {
  let refuse = (): void => undefined;
  const seen = serve({
    '/api/v1/auth/refresh': () => new Promise((resolve) => (refuse = () => resolve(answer(401, refusal)))),
    '/api/v1/auth/login': () => answer(200, session),
  });
  const late = accessToken().catch((error: unknown) => error);
  await waitFor(() => expect(seen).toHaveLength(1));
  await signIn('a@b.c', 'secret');
  refuse();
  await late;
  expect(sessionState()).toMatchObject({ status: 'signed-in' });
  await expect(accessToken()).resolves.toBe('new');
});

test('an end of the session signs out', async () => {
  serve({ '/api/v1/auth/refresh': () => answer(401, refusal) });
  await expect(accessToken({ renew: true })).rejects.toMatchObject({ status: 401 });
  expect(sessionState()).toEqual({ status: 'signed-out' });
});
