import { screen, waitFor, within } from '@testing-library/react';
import { aUser, listOf } from '../../../../test/people';
import { answer, serve } from '../../../../test/server';
import { show } from '../../../../test/show';
import { adopt } from '@/lib/api/session';
import { Tenants } from './tenants';

jest.mock('next/navigation', () => jest.requireActual('../../../../test/navigation'));

const tenant = (id: string) => ({ id, name: id.toUpperCase(), createdAt: '2026-01-01T00:00:00Z', disabledAt: null, settings: { usersMayMakeRules: true } });
const signInAs = (isOwner: boolean) => adopt({ accessToken: 'token', expiresIn: 900, user: aUser({ isOwner }) });

test('an admin sets the own tenant, and never asks for others', async () => {
  signInAs(false);
  const seen = serve({ '/api/v1/tenant': () => answer(200, tenant('acme')) });
  const user = show(<Tenants />, '/admin/tenants/');
  await user.click(await screen.findByLabelText('Users may make alert rules of their own'));
  await user.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(seen.some(({ method }) => method === 'PUT')).toBe(true));
  expect(JSON.parse(seen.find(({ method }) => method === 'PUT')?.body ?? '')).toEqual({ name: 'ACME', settings: { usersMayMakeRules: false } });
  expect(seen.some(({ path }) => path === '/api/v1/tenants')).toBe(false);
});

test('the owner deletes another tenant only after typing its id; the own one not at all', async () => {
  signInAs(true);
  const seen = serve({
    '/api/v1/tenant': () => answer(200, tenant('acme')),
    '/api/v1/tenants': () => listOf(tenant('acme'), tenant('globex')),
    'DELETE /api/v1/tenants/globex': () => answer(204, undefined),
  });
  const user = show(<Tenants />, '/admin/tenants/?tenant=globex');
  const panel = within(await screen.findByRole('complementary', { name: 'GLOBEX' }));
  await user.click(panel.getByRole('button', { name: 'Delete' }));
  const ask = within(panel.getByRole('group', { name: 'Delete' }));
  expect(ask.getByRole('button', { name: 'Delete' })).toBeDisabled();
  await user.type(ask.getByRole('textbox'), 'globex');
  await user.click(ask.getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(seen.some(({ method }) => method === 'DELETE')).toBe(true));
  await user.click(screen.getByRole('button', { name: /ACME/ }));
  expect(within(screen.getByRole('complementary', { name: 'ACME' })).queryByRole('button', { name: 'Delete' })).not.toBeInTheDocument();
});

test('a new tenant gives the link of its first admin once', async () => {
  signInAs(true);
  const seen = serve({
    '/api/v1/tenant': () => answer(200, tenant('acme')),
    'GET /api/v1/tenants': () => listOf(tenant('acme'), tenant('globex')),
    'POST /api/v1/tenants': () => answer(201, { ...tenant('globex'), invitationLink: 'https://logs.example/register/?invitation=first' }),
  });
  const user = show(<Tenants />, '/admin/tenants/?new=tenant');
  const panel = within(await screen.findByRole('complementary', { name: 'New tenant' }));
  await user.type(panel.getByLabelText('Name'), 'Globex');
  await user.type(panel.getByLabelText('Id'), 'globex');
  await user.type(panel.getByLabelText('First admin'), 'boss@globex.example');
  await user.click(panel.getByRole('button', { name: 'Create the tenant' }));
  expect(await panel.findByText('https://logs.example/register/?invitation=first')).toBeInTheDocument();
  expect(JSON.parse(seen.find(({ method }) => method === 'POST')?.body ?? '')).toEqual({ id: 'globex', name: 'Globex', adminEmail: 'boss@globex.example' });
  await user.click(panel.getByRole('button', { name: 'Done' }));
  expect(window.location.search).toBe('?tenant=globex');
});
