import { QueryClient } from '@tanstack/react-query';
import { aUser } from '../../../test/people';
import { serve } from '../../../test/server';
import { forgetOnChange } from './forget-on-change';
import { adopt, signOut } from './session';

const signIn = (id: string) => adopt({ accessToken: id, expiresIn: 900, user: aUser({ id }) });

test('what was read before a sign-in stays; a renewed session changes nothing; another person and a sign-out forget all', async () => {
  serve({});
  await signOut();
  const client = new QueryClient();
  const end = forgetOnChange(client);
  client.setQueryData(['auth-config'], 'known');
  signIn('a');
  expect(client.getQueryData(['auth-config'])).toBe('known');
  client.setQueryData(['people'], 'of a');
  signIn('a');
  expect(client.getQueryData(['people'])).toBe('of a');
  signIn('b');
  expect(client.getQueryData(['people'])).toBeUndefined();
  client.setQueryData(['people'], 'of b');
  await signOut();
  expect(client.getQueryData(['people'])).toBeUndefined();
  end();
  client.setQueryData(['people'], 'later');
  signIn('c');
  await signOut();
  expect(client.getQueryData(['people'])).toBe('later');
});
