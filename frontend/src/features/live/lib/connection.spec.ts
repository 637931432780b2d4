import { connectionAfter, retryDelayMs, SILENCE_MS, type Connection } from './connection';

const live: Connection = { phase: 'live', lastHeardAt: 10_000, transport: 'websocket' };

test('silence means not live, although the socket claims to be open', () => {
  expect(connectionAfter(live, { type: 'tick' }, 10_000 + SILENCE_MS)).toBe(live);
  expect(connectionAfter(live, { type: 'tick' }, 10_001 + SILENCE_MS)).toEqual({
    phase: 'cut',
    lastHeardAt: 10_000,
    attempt: 1,
    nextAt: 16_001,
    why: 'silent',
  });
});

test('being heard keeps it live', () => {
  const heard = connectionAfter(live, { type: 'heard' }, 14_000);
  expect(connectionAfter(heard, { type: 'tick' }, 18_000)).toMatchObject({ phase: 'live', lastHeardAt: 14_000 });
});

test('counts attempts and keeps the time of the last word', () => {
  let state = connectionAfter(live, { type: 'closed' }, 20_000);
  expect(state).toMatchObject({ phase: 'cut', attempt: 1, lastHeardAt: 10_000, nextAt: 21_000 });
  state = connectionAfter(state, { type: 'closed' }, 20_100);
  expect(state).toMatchObject({ attempt: 1 });
  state = connectionAfter(state, { type: 'trying' }, 21_000);
  expect(state).toMatchObject({ nextAt: undefined });
  state = connectionAfter(state, { type: 'failed' }, 21_500);
  expect(state).toMatchObject({ attempt: 2, lastHeardAt: 10_000, nextAt: 23_500 });
  expect(connectionAfter(state, { type: 'open', transport: 'polling' }, 24_000)).toEqual({ phase: 'live', lastHeardAt: 24_000, transport: 'polling' });
});

test('a refusal is the end', () => {
  const denied = connectionAfter(live, { type: 'refused' }, 1);
  expect(denied).toEqual({ phase: 'denied' });
  expect(connectionAfter(denied, { type: 'closed' }, 2)).toBe(denied);
});

test('waits grow to 15 s, with chance', () => {
  expect([1, 2, 3, 4, 5, 50].map((attempt) => retryDelayMs(attempt, 0))).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
  expect(retryDelayMs(1, 1)).toBe(1200);
});
