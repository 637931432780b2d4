import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor } from '@testing-library/react';
import { noCounts } from '@/lib/severity-counts';
import { LiveSession } from '@/features/live/live-session';
import { answer, serve } from '../../../test/server';
import { rangeOf, type RangeId } from './lib/ranges';
import { TrendPanel } from './trend-panel';

const session = { accessToken: 'token', expiresIn: 900, user: { id: '1', email: 'a@b.c', name: 'A', role: 'admin', tenant: 't' } };

function show() {
  const waiting: ((status: number) => void)[] = [];
  serve({
    '/api/v1/auth/refresh': () => answer(200, session),
    '/api/v1/logs/histogram': ({ query }) => {
      const short = query.get('interval') === '15s';
      const step = short ? 15 : 1800;
      const start = new Date(Math.floor(Date.now() / (step * 1000)) * step * 1000).toISOString();
      const good = answer(200, { interval: step, buckets: [{ start, counts: { ...noCounts(), error: short ? 1 : 7 } }] });
      if (short) return good;
      return new Promise((resolve) => waiting.push((status) => resolve(status === 200 ? good : answer(status, { error: { code: 'x', message: 'x' } }))));
    },
  });
  const live = new LiveSession();
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const page = (range: RangeId) => (
    <QueryClientProvider client={client}>
      <TrendPanel live={live} clauses={{}} range={rangeOf(range)} isLive={false} old={false} />
    </QueryClientProvider>
  );
  const { rerender, container } = render(page('15m'));
  return {
    container,
    look: (range: RangeId) => rerender(page(range)),
    answerWith: async (status: number) => {
      await waitFor(() => expect(waiting).toHaveLength(1));
      waiting.pop()?.(status);
    },
  };
}

const bars = () => screen.getByRole('img', { name: /^Bars of/ });

test('while another window is read the old picture stays as it is, in grey', async () => {
  const { container, look, answerWith } = show();
  await screen.findByRole('img', { name: 'Bars of 15 s: 1 match, largest bar 1' });
  look('24h');
  expect(bars()).toHaveAccessibleName('Bars of 15 s: 1 match, largest bar 1');
  expect(container.querySelectorAll('.b').length).toBeLessThanOrEqual(61);
  expect(screen.getByLabelText('Volume by severity')).toHaveClass('old');
  await answerWith(200);
  await screen.findByRole('img', { name: 'Bars of 30 min: 7 matches, largest bar 7' });
  expect(screen.getByLabelText('Volume by severity')).not.toHaveClass('old');
});

test('when it cannot be read the last picture stays, in grey, and says of when it is', async () => {
  const { look, answerWith } = show();
  await screen.findByRole('img', { name: 'Bars of 15 s: 1 match, largest bar 1' });
  look('24h');
  await answerWith(503);
  await screen.findByText(/^as of \d\d:\d\d:\d\d$/);
  expect(bars()).toHaveAccessibleName('Bars of 15 s: 1 match, largest bar 1');
  expect(screen.getByLabelText('Volume by severity')).toHaveClass('old');
});
