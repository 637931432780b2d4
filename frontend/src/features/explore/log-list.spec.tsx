import { act, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aFrame, aLog, idOf, logsOf } from '../../../test/logs';
import { LiveSession } from '@/features/live/live-session';
import { LogList } from './log-list';

function show() {
  const live = new LiveSession();
  const calls = { onSelect: jest.fn(), onOpen: jest.fn(), onFill: jest.fn(), onOlder: jest.fn(), onNewest: jest.fn() };
  live.rows.reset(logsOf(1, 100).reverse(), null);
  function Page() {
    return (
      <LogList
        live={live}
        isLive
        cutAt={undefined}
        selected={undefined}
        wrap={false}
        pattern={/(message)/giu}
        old={false}
        olderFailed={false}
        windowStart={undefined}
        {...calls}
      />
    );
  }
  render(<Page />);
  return { live, ...calls, user: userEvent.setup() };
}

const arrive = (live: LiveSession, frame: Parameters<typeof live.rows.receive>[0]) =>
  act(() => {
    live.rows.receive(frame, Date.UTC(2026, 10, 21, 9, 41, 7));
    live.rows.flush();
  });

test('draws only the rows on screen, newest on top', () => {
  show();
  const rows = screen.getAllByRole('row');
  expect(rows.length).toBeLessThan(40);
  expect(rows[0]).toHaveTextContent('message 100');
  expect(screen.getByRole('grid')).toHaveAttribute('aria-rowcount', '100');
});

test('follows; while paused nothing moves and the pill counts', async () => {
  const { live, user, onNewest } = show();
  arrive(live, aFrame(1, [aLog(101)]));
  expect(screen.getAllByRole('row')[0]).toHaveTextContent('message 101');
  act(() => live.rows.pause('user'));
  arrive(live, aFrame(2, logsOf(102, 138)));
  expect(screen.getAllByRole('row')[0]).toHaveTextContent('message 101');
  await user.click(screen.getByRole('button', { name: /37 newer/ }));
  expect(onNewest).toHaveBeenCalledTimes(1);
});

test('a press opens the row that was under the pointer, although others arrive', async () => {
  const { live, user, onOpen } = show();
  const first = screen.getAllByRole('row')[0];
  if (!first) throw new Error('no row');
  await user.pointer({ keys: '[MouseLeft>]', target: first });
  arrive(live, aFrame(1, [aLog(101)]));
  expect(first).toHaveTextContent('message 100');
  await user.pointer({ keys: '[/MouseLeft]', target: first });
  expect(onOpen).toHaveBeenCalledWith(expect.objectContaining({ key: idOf(100) }));
});

test('says what was skipped and offers to fill it', async () => {
  const { live, user, onFill } = show();
  arrive(live, aFrame(1, [], { matched: 1284, skipped: 1284, cursor: idOf(200) }));
  const gap = screen.getAllByRole('row')[0];
  if (!gap) throw new Error('no row');
  expect(gap).toHaveTextContent(/1,284 skipped at \d\d:41:07 – load/);
  await user.click(within(gap).getByRole('button', { name: 'Fill from store' }));
  expect(onFill).toHaveBeenCalledWith('gap-1');
});

test('marks late logs and what was searched for', () => {
  const { live } = show();
  arrive(live, aFrame(1, [aLog(101, { timestamp: '2026-11-21T09:00:00.000Z', observedAt: '2026-11-21T09:00:04.200Z' })]));
  const row = screen.getAllByRole('row')[0];
  expect(row).toHaveTextContent('late 4.2 s');
  expect(row?.querySelector('mark')).toHaveTextContent('message');
});

test('shows neither codes of a terminal nor text that is turned around', () => {
  const { live } = show();
  arrive(live, aFrame(1, [aLog(101, { message: '\u001b[31mred\u001b[0m \u202eexe', metadata: { 'k\u0007': '\u001b[1mbold' } })]));
  const row = screen.getAllByRole('row')[0];
  expect(row).toHaveTextContent('red \\u202eexe k␇=bold');
  expect(row?.querySelector('bdi')).toHaveTextContent('red \\u202eexe');
});
