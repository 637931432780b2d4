import { screen, waitFor, within } from '@testing-library/react';
import { anInvitation, aUser, listOf, refused } from '../../../../test/people';
import { answer, serve, type Asked } from '../../../../test/server';
import { show } from '../../../../test/show';
import { adopt } from '@/lib/api/session';
import { People } from './people';

jest.mock('next/navigation', () => jest.requireActual('../../../../test/navigation'));

const mira = aUser();
const jorge = aUser({ id: 'u2', email: 'jorge@acme.example', username: 'jorge', name: 'Jorge', role: 'user', isOwner: false, limitQuery: 'source:shop' });
const config = () => answer(200, { registration: 'off', sso: null, passwordMinLength: 8 });

beforeEach(() => adopt({ accessToken: 'token', expiresIn: 900, user: mira }));

test('lists people with their rights, reads more on demand, and keeps the search in the address', async () => {
  const seen = serve({
    '/api/v1/auth/users': ({ query }: Asked) =>
      query.get('query') === 'nobody'
        ? listOf()
        : query.get('cursor') === 'next'
          ? listOf(aUser({ id: 'u3', name: 'Lena', isOwner: false }))
          : answer(200, { items: [mira, jorge], nextCursor: 'next' }),
  });
  const user = show(<People />, '/admin/people/');
  const table = within(await screen.findByRole('table', { name: 'People' }));
  expect(table.getByText('Owner')).toBeInTheDocument();
  expect(table.getByText('source:shop')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Show more' }));
  expect(await screen.findByText('Lena')).toBeInTheDocument();
  await user.type(screen.getByRole('searchbox', { name: 'Find a person' }), 'nobody');
  expect(await screen.findByText('Nobody matches “nobody”')).toBeInTheDocument();
  expect(window.location.search).toBe('?query=nobody');
  await user.click(screen.getByRole('button', { name: 'Show all people' }));
  expect(await screen.findByText('Jorge')).toBeInTheDocument();
  expect(seen.every(({ authorization }) => authorization === 'Bearer token')).toBe(true);
});

test('changes only what was changed, and refuses in place', async () => {
  let refuse = true;
  const seen = serve({
    '/api/v1/auth/users': () => listOf(mira, jorge),
    '/api/v1/auth/users/u2': () => (refuse ? refused(400, 'The query has no end of its bracket.') : answer(200, jorge)),
  });
  const user = show(<People />, '/admin/people/');
  await user.click(await screen.findByRole('button', { name: /Jorge/ }));
  expect(window.location.search).toBe('?person=u2');
  const panel = within(screen.getByRole('complementary', { name: 'Jorge' }));
  expect(panel.getByRole('button', { name: 'Save' })).toBeDisabled();
  await user.clear(panel.getByLabelText('May see only'));
  await user.click(panel.getByRole('button', { name: 'Save' }));
  expect(await panel.findByText('The query has no end of its bracket.')).toBeInTheDocument();
  refuse = false;
  await user.click(panel.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(seen.filter(({ method }) => method === 'PATCH')).toHaveLength(2));
  expect(JSON.parse(seen.findLast(({ method }) => method === 'PATCH')?.body ?? '')).toEqual({ limitQuery: '' });
});

test('asks in place before it deletes; Escape keeps; oneself cannot be deleted', async () => {
  const people = [mira, jorge];
  const seen = serve({
    '/api/v1/auth/users': () => listOf(...people),
    'DELETE /api/v1/auth/users/u2': () => {
      people.pop();
      return answer(204, undefined);
    },
  });
  const user = show(<People />, '/admin/people/?person=u2');
  const panel = within(await screen.findByRole('complementary', { name: 'Jorge' }));
  await user.click(panel.getByRole('button', { name: 'Delete' }));
  expect(panel.getByRole('button', { name: 'Keep' })).toHaveFocus();
  await user.keyboard('{Escape}');
  expect(panel.getByRole('button', { name: 'Delete' })).toHaveFocus();
  expect(seen.some(({ method }) => method === 'DELETE')).toBe(false);
  await user.click(panel.getByRole('button', { name: 'Delete' }));
  await user.click(within(panel.getByRole('group', { name: 'Delete' })).getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(screen.queryByText('Jorge')).not.toBeInTheDocument());
  expect(window.location.search).toBe('');
  await user.click(screen.getByRole('button', { name: /Mira/ }));
  const own = within(screen.getByRole('complementary', { name: 'Mira Kovač' }));
  expect(own.getByLabelText('Role')).toBeDisabled();
  expect(own.queryByRole('button', { name: 'Delete' })).not.toBeInTheDocument();
});

test('disables, enables and signs out', async () => {
  let person = jorge;
  const seen = serve({
    '/api/v1/auth/users': () => listOf(mira, person),
    '/api/v1/auth/users/u2': ({ body }: Asked) => {
      person = { ...jorge, disabledAt: JSON.parse(body ?? '').disabled ? '2026-11-21T00:00:00Z' : null };
      return answer(200, person);
    },
    '/api/v1/auth/users/u2/sign-out': () => answer(204, undefined),
  });
  const user = show(<People />, '/admin/people/?person=u2');
  const panel = within(await screen.findByRole('complementary', { name: 'Jorge' }));
  await user.click(panel.getByRole('button', { name: 'Disable' }));
  await user.click(within(panel.getByRole('group', { name: 'Disable' })).getByRole('button', { name: 'Disable' }));
  await user.click(await panel.findByRole('button', { name: 'Enable' }));
  expect(await panel.findByRole('button', { name: 'Disable' })).toBeInTheDocument();
  await user.click(panel.getByRole('button', { name: 'Sign out' }));
  await user.click(panel.getByRole('button', { name: 'Sign out everywhere' }));
  expect(await panel.findByText('Signed out everywhere.')).toBeInTheDocument();
  expect(seen.some(({ method, path }) => method === 'POST' && path.endsWith('/u2/sign-out'))).toBe(true);
});

test('creates with what was filled in alone', async () => {
  const seen = serve({
    'GET /api/v1/auth/users': () => listOf(mira, jorge),
    'POST /api/v1/auth/users': () => answer(201, jorge),
    '/api/v1/auth/config': config,
  });
  const user = show(<People />, '/admin/people/');
  await user.click(await screen.findByRole('button', { name: 'New person' }));
  await user.type(screen.getByLabelText('E-mail'), 'jorge@acme.example');
  await user.selectOptions(screen.getByLabelText('Role'), 'admin');
  await user.click(screen.getByRole('button', { name: 'Create the account' }));
  await waitFor(() => expect(window.location.search).toBe('?person=u2'));
  expect(JSON.parse(seen.find(({ method }) => method === 'POST')?.body ?? '')).toEqual({ email: 'jorge@acme.example', role: 'admin' });
});

test('an invitation gives its link once, and can be withdrawn', async () => {
  const invitation = anInvitation();
  let withdrawn = false;
  const seen = serve({
    '/api/v1/auth/users': () => listOf(mira),
    'GET /api/v1/auth/invitations': () => listOf({ ...invitation, revokedAt: withdrawn ? '2026-11-21T00:00:00Z' : null }),
    'POST /api/v1/auth/invitations': () => answer(201, { ...invitation, link: 'https://logs.example/register/?invitation=tok' }),
    'DELETE /api/v1/auth/invitations/i1': () => {
      withdrawn = true;
      return answer(204, undefined);
    },
  });
  const user = show(<People />, '/admin/people/?new=invitation');
  await user.type(screen.getByLabelText('E-mail'), 'new@acme.example');
  await user.type(screen.getByLabelText('May see only'), 'source:shop');
  await user.click(screen.getByRole('button', { name: 'Make the invitation' }));
  expect(await screen.findByText('https://logs.example/register/?invitation=tok')).toBeInTheDocument();
  expect(JSON.parse(seen.find(({ method }) => method === 'POST')?.body ?? '')).toEqual({ email: 'new@acme.example', role: 'user', limitQuery: 'source:shop' });
  await user.click(screen.getByRole('button', { name: 'Done' }));
  expect(await screen.findByText('Waiting')).toBeInTheDocument();
  expect(screen.queryByText(/invitation=tok/)).not.toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Withdraw' }));
  await user.click(within(screen.getByRole('group', { name: 'Withdraw' })).getByRole('button', { name: 'Withdraw' }));
  expect(await screen.findByText('Withdrawn')).toBeInTheDocument();
});

test('says that it may not, or could not', async () => {
  serve({ '/api/v1/auth/users': () => refused(403, 'Only admins may see people.', 'forbidden') });
  show(<People />, '/admin/people/');
  expect(await screen.findByText('Only admins may see people.')).toBeInTheDocument();
});

test('a failed list can be read again', async () => {
  let broken = true;
  serve({ '/api/v1/auth/users': () => (broken ? refused(503, 'The database does not answer.', 'store_unavailable') : listOf(mira)) });
  const user = show(<People />, '/admin/people/');
  expect(await screen.findByText('The database does not answer.', { exact: false })).toBeInTheDocument();
  broken = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Mira Kovač')).toBeInTheDocument();
});
