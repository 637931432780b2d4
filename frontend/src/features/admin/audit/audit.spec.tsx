import { screen, waitFor, within } from '@testing-library/react';
import { anEvent, aUser, listOf } from '../../../../test/people';
import { answer, serve, type Asked } from '../../../../test/server';
import { show } from '../../../../test/show';
import { adopt } from '@/lib/api/session';
import { Audit } from './audit';

jest.mock('next/navigation', () => jest.requireActual('../../../../test/navigation'));

beforeEach(() => adopt({ accessToken: 'token', expiresIn: 900, user: aUser() }));

const event = anEvent({ before: { role: 'user', name: 'Jorge' }, after: { role: 'admin', name: 'Jorge' } });

test('filters are in the address and in the call, and can be cleared', async () => {
  const seen = serve({ '/api/v1/audit': ({ query }: Asked) => (query.get('outcome') === 'denied' ? listOf() : listOf(event)) });
  const user = show(<Audit />, '/admin/audit/?action=user.change');
  await screen.findByRole('table', { name: 'Audit' });
  expect(seen[0]?.query.get('action')).toBe('user.change');
  await user.selectOptions(screen.getByLabelText('Outcome'), 'denied');
  expect(await screen.findByText('Nothing matches these filters')).toBeInTheDocument();
  expect(window.location.search).toBe('?action=user.change&outcome=denied');
  await user.click(screen.getByRole('button', { name: 'Clear the filters' }));
  expect(await screen.findByText('user.change')).toBeInTheDocument();
  expect(window.location.search).toBe('');
});

test('an event opens with what it changed, and narrows the list to its like', async () => {
  serve({ '/api/v1/audit': () => listOf(event) });
  const user = show(<Audit />, '/admin/audit/?event=7');
  const changes = within(await screen.findByRole('table', { name: 'What changed' }));
  const role = changes.getByRole('row', { name: 'role user admin' });
  expect(role).toHaveClass('chg');
  expect(changes.getByRole('row', { name: 'name Jorge Jorge' })).not.toHaveClass('chg');
  await user.click(screen.getByRole('button', { name: 'Only mira@acme.example (user)' }));
  expect(window.location.search).toBe('?actor=u1');
  expect(screen.getByRole('button', { name: 'Any actor' })).toBeInTheDocument();
});

test('the export takes the filters along', async () => {
  const created: Blob[] = [];
  URL.createObjectURL = (blob: Blob) => `blob:${created.push(blob)}`;
  URL.revokeObjectURL = () => {};
  const saved: string[] = [];
  HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
    saved.push(this.download);
  };
  const seen = serve({ '/api/v1/audit': () => listOf(event), '/api/v1/audit/export': () => answer(200, 'id,at') });
  const user = show(<Audit />, '/admin/audit/?outcome=ok');
  await user.click(await screen.findByRole('button', { name: 'Export' }));
  await user.click(screen.getByRole('button', { name: /CSV/ }));
  await waitFor(() => expect(saved).toEqual([expect.stringMatching(/^audit-\d{4}-\d\d-\d\d\.csv$/)]));
  expect(created).toHaveLength(1);
  const asked = seen.find(({ path }) => path.endsWith('export'));
  expect([asked?.query.get('format'), asked?.query.get('outcome')]).toEqual(['csv', 'ok']);
});
