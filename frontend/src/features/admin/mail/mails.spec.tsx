import { screen, within } from '@testing-library/react';
import { aUser, listOf } from '../../../../test/people';
import { serve } from '../../../../test/server';
import { show } from '../../../../test/show';
import { adopt } from '@/lib/api/session';
import { Mails } from './mails';

jest.mock('next/navigation', () => jest.requireActual('../../../../test/navigation'));

test('says to whom, of what kind, and whether it went out', async () => {
  adopt({ accessToken: 'token', expiresIn: 900, user: aUser() });
  const mail = { kind: 'invitation', subject: 'You are invited', createdAt: '2026-11-20T00:00:00Z', sentAt: null, attempts: 3 };
  serve({
    '/api/v1/auth/mails': () =>
      listOf(
        { ...mail, id: '1', recipient: 'a@x.example', state: 'waiting', lastError: 'connect ECONNREFUSED' },
        { ...mail, id: '2', recipient: 'b@x.example', state: 'on-terminal', lastError: '' },
      ),
  });
  show(<Mails />, '/admin/mail/');
  const rows = within(await screen.findByRole('table', { name: 'Mail' })).getAllByRole('row');
  for (const text of ['a@x.example', 'invitation', 'Waiting', 'connect ECONNREFUSED', '3']) expect(rows[1]).toHaveTextContent(text);
  expect(rows[2]).toHaveTextContent("On the server's terminal");
});
