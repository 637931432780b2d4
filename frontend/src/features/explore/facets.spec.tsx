import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { answer, serve } from '../../../test/server';
import { Facets } from './facets';
import { rangeOf } from './lib/ranges';
import { clausesOf, EMPTY_VIEW, type ViewState } from './lib/view-state';

const session = { accessToken: 'token', expiresIn: 900, user: { id: '1', email: 'a@b.c', name: 'A', role: 'admin', tenant: 't' } };
const counts = { trace: 0, debug: 0, info: 90, warn: 0, error: 9, fatal: 1 };

function show(
  view: ViewState,
  sources = [
    { source: 'shop', count: 60 },
    { source: 'auth', count: 40 },
  ],
) {
  const change = jest.fn();
  const seen = serve({
    '/api/v1/auth/refresh': () => answer(200, session),
    '/api/v1/logs/severity-breakdown': () => answer(200, { counts, total: 100 }),
    '/api/v1/logs/sources': () => answer(200, { items: sources }),
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Facets view={view} change={change} clauses={clausesOf(view)} range={rangeOf('15m')} />
    </QueryClientProvider>,
  );
  return { change, seen, user: userEvent.setup() };
}

test('each field leaves out its own clause and keeps the others', async () => {
  const { seen } = show({ ...EMPTY_VIEW, query: 'pay', severity: ['error'], source: ['shop'], live: false });
  await screen.findByRole('checkbox', { name: 'error: 9, 9.00 %' });
  await waitFor(() => expect(seen.filter((asked) => asked.path.includes('/logs/'))).toHaveLength(2));
  const query = (end: string) => seen.find((asked) => asked.path.endsWith(end))?.query;
  expect(query('severity-breakdown')?.getAll('severity')).toEqual([]);
  expect(query('severity-breakdown')?.getAll('source')).toEqual(['shop']);
  expect(query('sources')?.getAll('severity')).toEqual(['error']);
  expect(query('sources')?.getAll('source')).toEqual([]);
  expect(query('sources')?.get('query')).toBe('pay');
});

test('a press adds or takes away a value', async () => {
  const { user, change } = show({ ...EMPTY_VIEW, severity: ['error'], live: false });
  await user.click(await screen.findByRole('checkbox', { name: /^fatal/ }));
  expect(change).toHaveBeenCalledWith({ severity: ['error', 'fatal'] });
  await user.click(screen.getByRole('checkbox', { name: /^error/ }));
  expect(change).toHaveBeenLastCalledWith({ severity: [] });
  await user.click(screen.getByRole('checkbox', { name: /^shop/ }));
  expect(change).toHaveBeenLastCalledWith({ source: ['shop'] });
});

test('finds a source, keeps a picked one that has nothing now, and hides the tail', async () => {
  const many = Array.from({ length: 14 }, (_, index) => ({ source: `service-${index}`, count: 100 - index }));
  const { user } = show({ ...EMPTY_VIEW, source: ['gone'], live: false }, many);
  expect(await screen.findByRole('checkbox', { name: 'gone: 0, 0 %' })).toBeChecked();
  expect(screen.getByRole('button', { name: '5 more' })).toBeInTheDocument();
  await user.type(screen.getByLabelText('Find a source'), 'ice-13');
  expect(screen.getByRole('checkbox', { name: /^service-13/ })).toBeInTheDocument();
  expect(screen.queryByRole('checkbox', { name: /^service-1:/ })).not.toBeInTheDocument();
});

test('values can be picked although they could not be counted, and the field says so in its own line', async () => {
  let down = true;
  const change = jest.fn();
  const unless = (body: unknown) => () => (down ? answer(503, { error: { code: 'unavailable', message: 'x' } }) : answer(200, body));
  serve({
    '/api/v1/auth/refresh': () => answer(200, session),
    '/api/v1/logs/severity-breakdown': unless({ counts, total: 100 }),
    '/api/v1/logs/sources': unless({ items: [] }),
  });
  const view = { ...EMPTY_VIEW, live: false };
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <Facets view={view} change={change} clauses={clausesOf(view)} range={rangeOf('15m')} />
    </QueryClientProvider>,
  );
  const user = userEvent.setup();
  const severity = within(screen.getByRole('group', { name: 'Severity' }));
  await user.click(await severity.findByRole('checkbox', { name: 'error: not counted' }));
  expect(change).toHaveBeenCalledWith({ severity: ['error'] });
  down = false;
  await user.click(severity.getByRole('button', { name: /^Count severity again/ }));
  expect(await severity.findByRole('checkbox', { name: 'error: 9, 9.00 %' })).toBeInTheDocument();
});
