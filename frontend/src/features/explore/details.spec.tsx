import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aLog } from '../../../test/logs';
import { answer, serve } from '../../../test/server';
import type { LogView } from '@/lib/api/types';
import { Details } from './details';
import { EMPTY_VIEW } from './lib/view-state';

const session = { accessToken: 'token', expiresIn: 900, user: { id: '1', email: 'a@b.c', name: 'A', role: 'admin', tenant: 't' } };

function show(known: LogView | undefined, stored: { status: number; body: unknown }) {
  const change = jest.fn();
  const seen = serve({ '/api/v1/auth/refresh': () => answer(200, session), '/api/v1/logs/abc': () => stored });
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <Details
        id="abc"
        known={known}
        view={EMPTY_VIEW}
        change={change}
        pattern={undefined}
        tab="fields"
        onTab={() => {}}
        onNewer={undefined}
        onOlder={() => {}}
        onClose={() => {}}
      />
    </QueryClientProvider>,
  );
  return { change, seen, user: userEvent.setup() };
}

test('shows all fields of a known log without asking', () => {
  const { seen } = show(aLog(1, { id: 'abc', host: 'web-1', metadata: { 'http.status': 504, attempt: '2/3' } }), { status: 500, body: {} });
  for (const text of ['web-1', 'http.status', '504', '2/3']) expect(screen.getByText(text)).toBeInTheDocument();
  expect(seen).toEqual([]);
});

test('fetches the whole message when the list has its beginning', async () => {
  show(aLog(1, { id: 'abc', message: 'begin', truncated: true }), answer(200, aLog(1, { id: 'abc', message: 'begin and end' })));
  expect(await screen.findByText('begin and end')).toBeInTheDocument();
});

test('a link to a log that is gone says so', async () => {
  show(undefined, answer(404, { error: { code: 'not_found', message: 'x' } }));
  expect(await screen.findByText(/There is no log with this id/)).toBeInTheDocument();
});

test('a message of 5 MB is drawn in part, the rest on demand', async () => {
  const message = 'x'.repeat(5 * 1024 * 1024);
  const { user } = show(aLog(1, { id: 'abc', message }), { status: 500, body: {} });
  const box = screen.getByLabelText('Message');
  expect(box.textContent?.length).toBeLessThan(17_000);
  await user.click(screen.getByRole('button', { name: 'Show 128 KB more' }));
  expect(box.textContent?.length).toBeLessThan(150_000);
  await user.click(screen.getByRole('button', { name: 'Show all' }));
  expect(box.textContent).toHaveLength(message.length);
});

test('only this source, only this severity', async () => {
  const { user, change } = show(aLog(1, { id: 'abc', severity: 'error' }), { status: 500, body: {} });
  await user.click(screen.getByRole('button', { name: 'Only this source' }));
  expect(change).toHaveBeenCalledWith({ source: ['shop'] });
  await user.click(screen.getByRole('button', { name: 'Only this severity' }));
  expect(change).toHaveBeenCalledWith({ severity: ['error'] });
});
