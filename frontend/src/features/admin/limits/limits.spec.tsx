import { screen, waitFor, within } from '@testing-library/react';
import { aUser } from '../../../../test/people';
import { answer, serve } from '../../../../test/server';
import { show } from '../../../../test/show';
import { adopt } from '@/lib/api/session';
import { Limits } from './limits';

jest.mock('next/navigation', () => jest.requireActual('../../../../test/navigation'));

beforeEach(() => adopt({ accessToken: 'token', expiresIn: 900, user: aUser() }));

const groups = [{ group: 'search', subject: 'key', limit: 50, windowSeconds: 60 }];
const count = (id: string, subject: string, used: number) => ({
  id,
  group: 'search',
  subjectKind: 'key',
  subject,
  used,
  limit: 50,
  resetAt: '2026-11-21T10:00:00Z',
});

test('those held back come first; one is reset at once, all only after a question', async () => {
  let items = [count('a', 'calm', 1), count('b', 'busy', 50)];
  const seen = serve({
    'GET /api/v1/rate-limits': () => answer(200, { groups, items }),
    'DELETE /api/v1/rate-limits/b': () => {
      items = items.filter(({ id }) => id !== 'b');
      return answer(204, undefined);
    },
    'DELETE /api/v1/rate-limits': () => {
      items = [];
      return answer(204, undefined);
    },
  });
  const user = show(<Limits />, '/admin/limits/');
  const rows = within(await screen.findByRole('table', { name: 'Counted now' })).getAllByRole('row');
  expect(rows[1]).toHaveTextContent('50 of 50, held back');
  expect(within(screen.getByRole('table', { name: 'Limits' })).getByText('50 a minute')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Reset search of busy' }));
  await waitFor(() => expect(screen.queryByText('busy')).not.toBeInTheDocument());
  await user.click(screen.getByRole('button', { name: 'Reset all' }));
  expect(seen.filter(({ method }) => method === 'DELETE')).toHaveLength(1);
  await user.click(within(screen.getByRole('group', { name: 'Reset all' })).getByRole('button', { name: 'Reset all' }));
  expect(await screen.findByText(/Nobody is counted right now/)).toBeInTheDocument();
});

test('finds who is counted, by the address', async () => {
  serve({ '/api/v1/rate-limits': () => answer(200, { groups, items: [count('a', 'calm', 1), count('b', 'busy', 50)] }) });
  show(<Limits />, '/admin/limits/?find=BUS');
  const table = within(await screen.findByRole('table', { name: 'Counted now' }));
  expect(table.getByText('busy')).toBeInTheDocument();
  expect(table.queryByText('calm')).not.toBeInTheDocument();
});
