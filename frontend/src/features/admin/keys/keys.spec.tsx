import { screen, waitFor, within } from '@testing-library/react';
import { anApiKey, aUser, listOf } from '../../../../test/people';
import { answer, serve, type Asked } from '../../../../test/server';
import { show } from '../../../../test/show';
import { adopt } from '@/lib/api/session';
import { Keys } from './keys';

jest.mock('next/navigation', () => jest.requireActual('../../../../test/navigation'));

beforeEach(() => adopt({ accessToken: 'token', expiresIn: 900, user: aUser() }));

test('an empty list leads to the first key; the key is shown once, with a command', async () => {
  const key = anApiKey({ name: 'shop', source: 'shop' });
  const keys: (typeof key)[] = [];
  const seen = serve({
    'GET /api/v1/auth/api-keys': () => listOf(...keys),
    'POST /api/v1/auth/api-keys': () => {
      keys.push(key);
      return answer(201, { ...key, key: 'lsk_whole_secret' });
    },
  });
  const user = show(<Keys />, '/admin/keys/');
  expect(await screen.findByText('There are no API keys yet')).toBeInTheDocument();
  await user.click(screen.getAllByRole('button', { name: 'New key' })[0] as HTMLElement);
  await user.type(screen.getByLabelText('Name'), 'shop');
  await user.type(screen.getByLabelText('Fixed source'), 'shop');
  await user.type(screen.getByLabelText('Logs a second'), 'many');
  expect(screen.getByRole('button', { name: 'Create the key' })).toBeDisabled();
  await user.clear(screen.getByLabelText('Logs a second'));
  await user.type(screen.getByLabelText('Logs a second'), '500');
  await user.click(screen.getByRole('button', { name: 'Create the key' }));
  expect(await screen.findByText('lsk_whole_secret')).toBeInTheDocument();
  expect(screen.getByText(/-H 'Authorization: Bearer lsk_whole_secret'/)).toBeInTheDocument();
  expect(JSON.parse(seen.find(({ method }) => method === 'POST')?.body ?? '')).toEqual({
    name: 'shop',
    scopes: ['ingest'],
    source: 'shop',
    recordsPerSecond: 500,
  });
  await user.keyboard('{Escape}');
  expect(screen.getByText('lsk_whole_secret')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'I have stored it' }));
  expect(screen.queryByText('lsk_whole_secret')).not.toBeInTheDocument();
  expect(await screen.findByText('lsk_aB3d…')).toBeInTheDocument();
});

test('a key without a scope cannot be made, and one that only reads has no fixed source', async () => {
  serve({ '/api/v1/auth/api-keys': () => listOf() });
  const user = show(<Keys />, '/admin/keys/?new=key');
  await user.type(screen.getByLabelText('Name'), 'x');
  await user.click(screen.getByRole('checkbox', { name: 'ingest' }));
  expect(screen.getByText('Choose at least one.')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Create the key' })).toBeDisabled();
  await user.click(screen.getByRole('checkbox', { name: 'read' }));
  expect(screen.queryByLabelText('Fixed source')).not.toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Create the key' })).toBeEnabled();
});

test('limits are taken away with null, and a revoked key cannot be changed any more', async () => {
  let key = anApiKey({ bytesPerSecond: 1000 });
  const seen = serve({
    '/api/v1/auth/api-keys': () => listOf(key),
    '/api/v1/auth/api-keys/k1': ({ method }: Asked) => {
      key = method === 'DELETE' ? { ...key, revokedAt: '2026-11-21T00:00:00Z' } : { ...key, bytesPerSecond: null };
      return method === 'DELETE' ? answer(204, undefined) : answer(200, key);
    },
  });
  const user = show(<Keys />, '/admin/keys/?key=k1');
  const panel = within(await screen.findByRole('complementary', { name: 'checkout' }));
  await user.clear(panel.getByLabelText('Bytes a second'));
  await user.click(panel.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(seen.some(({ method }) => method === 'PATCH')).toBe(true));
  expect(JSON.parse(seen.find(({ method }) => method === 'PATCH')?.body ?? '')).toEqual({ bytesPerSecond: null });
  await user.click(panel.getByRole('button', { name: 'Revoke' }));
  await user.click(within(panel.getByRole('group', { name: 'Revoke' })).getByRole('button', { name: 'Revoke' }));
  await waitFor(() => expect(panel.getAllByText('Revoked')).not.toHaveLength(0));
  expect(panel.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument();
});

test('arrows go from key to key', async () => {
  serve({ '/api/v1/auth/api-keys': () => listOf(anApiKey(), anApiKey({ id: 'k2', name: 'edge' })) });
  const user = show(<Keys />, '/admin/keys/');
  (await screen.findByRole('button', { name: /checkout/ })).focus();
  await user.keyboard('{ArrowDown}');
  expect(screen.getByRole('button', { name: /edge/ })).toHaveFocus();
  await user.keyboard('k{Enter}');
  expect(window.location.search).toBe('?key=k1');
  await user.keyboard('{Escape}');
  expect(window.location.search).toBe('');
  expect(screen.getByRole('button', { name: /checkout/ })).toHaveFocus();
});
