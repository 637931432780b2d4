import { io, type Socket } from 'socket.io-client';
import type { LiveStats, TailFrame, TailStart, TailStarted } from '../../src/modules/realtime/live-protocol.js';
import { RunningApp } from './running-app.js';

interface Tail {
  frames: TailFrame[];
  started: TailStarted;
}

/** A client of the live protocol that acknowledges every frame. */
async function openTail(socket: Socket, start: TailStart): Promise<Tail> {
  const frames: TailFrame[] = [];
  socket.on('tail:frame', (frame: TailFrame) => {
    frames.push(frame);
    socket.emit('tail:ack', { tailId: frame.tailId, seq: frame.seq });
  });
  const started = (await socket.emitWithAck('tail:start', start)) as TailStarted;
  return { frames, started };
}

const sum = (frames: TailFrame[], of: 'matched' | 'delivered' | 'skipped') => frames.reduce((total, frame) => total + frame[of], 0);
const live = (tail: Tail) => tail.frames.filter((frame) => !frame.backfill);

describe('the live view on the whole platform', () => {
  let app: RunningApp;
  let token: string;
  const sockets: Socket[] = [];
  const connect = (auth: object): Socket => {
    const socket = io(`${app.url}/live`, { auth, transports: ['websocket'], reconnection: false, forceNew: true });
    sockets.push(socket);
    return socket;
  };
  const send = async (source: string, count: number, severity = 'info'): Promise<string[]> => {
    const records = Array.from({ length: count }, (_, i) => JSON.stringify({ source, severity, message: `${source} number ${i}` }));
    const response = await app.ingest(records.join('\n'), { 'content-type': 'application/x-ndjson' });
    return ((await response.json()) as { ids: string[] }).ids;
  };

  beforeAll(async () => {
    app = await RunningApp.start();
    token = await app.signIn();
  }, 90_000);
  afterEach(() => sockets.splice(0).forEach((socket) => socket.disconnect()));
  afterAll(() => app.dispose());

  it('refuses a socket without a good token', async () => {
    const refused = await new Promise<Error & { data?: { code?: string } }>((resolve) => connect({ token: 'nonsense' }).once('connect_error', resolve));
    expect(refused.data?.code).toBe('unauthenticated');
  });

  it('accounts for every log under load: rows received = delivered, matched = the count of the store', async () => {
    const tail = await openTail(connect({ token }), { source: ['load'] });
    expect(tail.started.canonicalQuery).toBe('source:load');
    const ids: string[] = [];
    for (let i = 0; i < 40; i++) ids.push(...(await send('load', 250)));
    await app.until('everything is accounted for', async () => sum(live(tail), 'matched') >= ids.length, 20_000);
    const rows = live(tail).flatMap((frame) => frame.logs.map((log) => log.id));
    expect(sum(live(tail), 'matched')).toBe(ids.length);
    expect(sum(live(tail), 'delivered')).toBe(rows.length);
    expect(sum(live(tail), 'delivered') + sum(live(tail), 'skipped')).toBe(ids.length);
    expect(new Set(rows).size).toBe(rows.length);
    expect(live(tail).every((frame) => frame.matched === frame.delivered + frame.skipped)).toBe(true);
    const { stats } = await app.get<{ stats: { total: number } }>('/api/v1/logs/search?source=load&count=true&limit=1', token);
    expect(stats.total).toBe(ids.length);
  }, 60_000);

  it('shows only what matches the words, severity and source', async () => {
    const tail = await openTail(connect({ token }), { query: '"number 3"', severity: ['error'], source: ['filtered'] });
    await send('filtered', 5, 'info');
    await send('elsewhere', 5, 'error');
    await send('filtered', 5, 'error');
    await app.until('the match is there', async () => sum(live(tail), 'matched') >= 1);
    expect(live(tail).flatMap((frame) => frame.logs.map((log) => [log.source, log.severity, log.message]))).toEqual([
      ['filtered', 'error', 'filtered number 3'],
    ]);
  });

  it('back-fills what was there, and after a cut what was missed, nothing twice', async () => {
    const before = await send('resumed', 30);
    const first = connect({ token });
    const tail = await openTail(first, { source: ['resumed'], backfill: 100 });
    await app.until('the back-fill is there', async () => tail.frames.length > 0);
    expect(tail.frames.flatMap((frame) => frame.logs.map((log) => log.id)).sort()).toEqual([...before].sort());
    const during = await send('resumed', 10);
    await app.until('the live part is there', async () => sum(live(tail), 'delivered') >= during.length);
    first.disconnect();
    const missed = await send('resumed', 20);
    const again = await openTail(connect({ token }), { source: ['resumed'], sinceCursor: tail.frames.at(-1)?.cursor ?? '' });
    await app.until('what was missed is there', async () => missed.every((id) => again.frames.some((frame) => frame.logs.some((log) => log.id === id))));
    const known = new Set([...tail.frames, ...again.frames].flatMap((frame) => frame.logs.map((log) => log.id)));
    expect([...known].sort()).toEqual([...before, ...during, ...missed].sort());
  });

  it('sends numbers each second, and ends the socket when its person signs out', async () => {
    const own = await app.signIn();
    const socket = connect({ token: own });
    const stats = await new Promise<LiveStats>((resolve) => socket.once('stats', resolve));
    expect(stats).toMatchObject({ received: expect.any(Number), counts: { fatal: expect.any(Number) } });
    const ended = new Promise<string>((resolve) => socket.once('disconnect', resolve));
    const begun = Date.now();
    const response = await fetch(`${app.url}/api/v1/auth/logout`, { method: 'POST', headers: { authorization: `Bearer ${own}` } });
    expect(response.status).toBe(204);
    await ended;
    expect(Date.now() - begun).toBeLessThan(3000);
  });
});
