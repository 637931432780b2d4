import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { io, type Socket } from 'socket.io-client';
import { SETTINGS } from '../../platform/config/settings.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Principal } from '../../platform/http/principal.js';
import { mintTenantId } from '../../platform/tenancy/tenant.js';
import type { AuditEntry } from '../audit/audit-log.service.js';
import { DenialLog } from '../audit/denial-log.service.js';
import { CommittedBatches, committedRecords } from '../logs/committed-batches.js';
import type { LogRecord, LogView } from '../logs/log-record.js';
import type { LogScope } from '../logs/log-scope.js';
import { LOG_STORE, type LogStore, type SearchOptions } from '../logs/store/log-store.js';
import { CONNECT_LIMIT } from './connect-limit.js';
import type { LiveStats, TailClosed, TailFrame, TailStart, TailStarted } from './live-protocol.js';
import { SOCKETS_PER_OWNER_MAX, TAILS_PER_OWNER_MAX } from './live-limits.js';
import { LiveSocketAdapter } from './live-socket.adapter.js';
import { LiveGateway } from './live.gateway.js';
import { RefusedSockets } from './refused-sockets.js';
import { TailBackfillService } from './tail-backfill.service.js';
import { aRecord, aView } from './testing/live-fixtures.js';
import { TOKEN_VERIFIER, type TokenVerifier } from './token-verifier.js';

type ErrorAnswer = { error: { code: string; message: string; requestId: string } };

/** Sign-in for tests: a token is a name in this table until it is taken out. */
class TableVerifier implements TokenVerifier {
  readonly principals = new Map<string, Principal>();

  add(token: string, overrides: Partial<Extract<Principal, { kind: 'user' }>> = {}): string {
    this.principals.set(token, {
      kind: 'user',
      isOwner: false,
      limitQuery: '',
      tenant: mintTenantId('one'),
      userId: token,
      sessionId: token,
      email: 'a@b.c',
      role: 'user',
      scopes: ['read'],
      expiresAtMs: Date.now() + 3_600_000,
      ...overrides,
    });
    return token;
  }

  verify(token: string): Promise<Principal> {
    const principal = this.principals.get(token);
    return principal ? Promise.resolve(principal) : Promise.reject(new AppError('unauthenticated', 'This session has ended. Sign in again.'));
  }
}

/** The only question a tail asks the store. */
class SearchOnly implements Pick<LogStore, 'search'> {
  asked: SearchOptions[] = [];
  answer: () => Promise<LogView[]> = () => Promise.resolve([]);

  limits: string[] = [];

  async search(scope: LogScope, options: SearchOptions) {
    this.asked.push(options);
    this.limits.push(scope.key);
    return { logs: await this.answer(), nextCursor: null, previousCursor: null, stats: { elapsedMs: 0 } };
  }
}

let app: NestFastifyApplication;
let url: string;
let batches: CommittedBatches;
const verifier = new TableVerifier();
const store = new SearchOnly();
const connects = { take: jest.fn<Promise<void>, [Principal | undefined, { address: string }]>(() => Promise.resolve()) };
const denials = { record: jest.fn<void, [AuditEntry]>() };
const sockets: Socket[] = [];
let tokens = 0;

beforeAll(async () => {
  const module = await Test.createTestingModule({
    providers: [
      LiveGateway,
      RefusedSockets,
      { provide: DenialLog, useValue: denials },
      { provide: SETTINGS, useValue: { trustProxy: 1 } },
      TailBackfillService,
      CommittedBatches,
      { provide: LOG_STORE, useValue: store },
      { provide: TOKEN_VERIFIER, useValue: verifier },
      { provide: CONNECT_LIMIT, useValue: connects },
    ],
  }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  app.useWebSocketAdapter(new LiveSocketAdapter(app, ['https://elsewhere.example']));
  await app.listen(0, '127.0.0.1');
  const address = app.getHttpServer().address() as AddressInfo;
  url = `http://127.0.0.1:${address.port}/live`;
  batches = app.get(CommittedBatches);
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
  store.answer = () => Promise.resolve([]);
  store.asked = [];
  denials.record.mockClear();
});

/** Lets what the server began with a refusal come to its end. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

afterAll(() => app.close());

function open(token: string | undefined, transports: string[] = ['websocket']): Socket {
  // As a proxy in front would send it.
  const extraHeaders = { 'x-forwarded-for': '203.0.113.9' };
  const socket = io(url, { auth: token === undefined ? {} : { token }, transports, extraHeaders, forceNew: true, reconnection: false });
  sockets.push(socket);
  return socket;
}

async function connect(overrides: Parameters<TableVerifier['add']>[1] = {}, transports?: string[]): Promise<Socket> {
  const socket = open(verifier.add(`token-${++tokens}`, overrides), transports);
  await next(socket, 'connect');
  return socket;
}

const ask = <T>(socket: Socket, event: string, payload?: unknown): Promise<T> => socket.timeout(5000).emitWithAck(event, payload) as Promise<T>;
const startTail = (socket: Socket, tail: TailStart = {}) => ask<TailStarted>(socket, 'tail:start', tail);
const next = async <T>(socket: Socket, event: string): Promise<T> => (await once(socket as unknown as NodeJS.EventEmitter, event))[0] as T;
const publish = (...records: LogRecord[]) =>
  batches.publish({ tenant: mintTenantId('one'), records: committedRecords(records), committedAtMs: Date.now() }, (thrown) => {
    throw thrown;
  });

describe('handshake', () => {
  it('lets nobody into the namespace that Socket.IO opens by itself', async () => {
    const socket = io(url.replace('/live', '/'), { transports: ['websocket'], forceNew: true, reconnection: false });
    sockets.push(socket);
    const refused = await next<Error & { data: { code: string } }>(socket, 'connect_error');
    expect(refused.data.code).toBe('not_found');
  });

  it.each([[undefined], ['wrong']])('refuses the token %s with a code', async (token) => {
    const refused = await next<Error & { data: { code: string } }>(open(token), 'connect_error');
    expect(refused.data.code).toBe('unauthenticated');
    expect(connects.take).toHaveBeenLastCalledWith(undefined, expect.objectContaining({ address: '127.0.0.1' }));
    await settled();
    expect(denials.record.mock.calls.map(([{ action, actor, origin }]) => [action, actor.kind, origin?.address])).toEqual(
      token === undefined ? [] : [['access.credential-refused', 'stranger', '203.0.113.9']],
    );
  });

  it('is refused beyond the limit of connects, which counts whom it knows', async () => {
    connects.take.mockRejectedValueOnce(new AppError('rate_limited', 'Too many calls.'));
    const refused = await next<Error & { data: { code: string } }>(open(verifier.add('eager')), 'connect_error');
    expect(refused.data.code).toBe('rate_limited');
    expect(connects.take.mock.lastCall?.[0]).toMatchObject({ userId: 'eager' });
  });

  it('refuses a token that may only send', async () => {
    const refused = await next<Error & { data: { code: string } }>(open(verifier.add('sender', { scopes: ['ingest'] })), 'connect_error');
    expect(refused.data.code).toBe('forbidden');
    await settled();
    expect(denials.record).toHaveBeenCalledWith(
      expect.objectContaining({
        tenant: 'one',
        action: 'access.denied',
        actor: expect.objectContaining({ id: 'sender' }),
        target: { kind: 'socket', id: '/live' },
      }),
    );
  });

  it('names the request in answers to long polling, which pass through no hook', async () => {
    const answer = await fetch(`${url.replace('/live', '')}/socket.io/?EIO=4&transport=polling`, { headers: { 'x-request-id': 'poll-1' } });
    expect([answer.headers.get('x-request-id'), answer.headers.get('x-content-type-options')]).toEqual(['poll-1', 'nosniff']);
  });

  it('lets long polling in, also from an origin that is allowed', async () => {
    const socket = await connect({}, ['polling']);
    await startTail(socket);
    const frame = next<TailFrame>(socket, 'tail:frame');
    publish(aRecord());
    expect((await frame).delivered).toBe(1);
    const answer = await fetch(`${url.replace('/live', '')}/socket.io/?EIO=4&transport=polling`, { headers: { origin: 'https://elsewhere.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://elsewhere.example');
  });

  it('refuses a user whose limit cannot be read', async () => {
    const refused = await next<Error & { data: { code: string } }>(open(verifier.add('odd-limit', { limitQuery: 'sorce:a' })), 'connect_error');
    expect(refused.data).toMatchObject({ code: 'forbidden', details: { reason: 'limit_unreadable' } });
  });

  it(`allows ${SOCKETS_PER_OWNER_MAX} sockets of one user`, async () => {
    await Promise.all(Array.from({ length: SOCKETS_PER_OWNER_MAX }, () => connect({ userId: 'many' })));
    const refused = await next<Error & { data: { code: string } }>(open(verifier.add('one-more', { userId: 'many' })), 'connect_error');
    expect(refused.data.code).toBe('rate_limited');
  });
});

describe('a tail', () => {
  it('is pushed what matches, with sums, from its own tenant only', async () => {
    const [mine, foreign] = [await connect(), await connect({ tenant: mintTenantId('two') })];
    const started = await startTail(mine, { query: 'Timeout', severity: ['error'] });
    expect(started.canonicalQuery).toBe('Timeout severity:error');
    const seen: TailFrame[] = [];
    await startTail(foreign);
    foreign.on('tail:frame', (frame: TailFrame) => seen.push(frame));
    const frame = next<TailFrame>(mine, 'tail:frame');
    const good = aRecord({ message: 'db timeout', severity: 17, seq: 3 });
    publish(aRecord({ message: 'timeout' }), good, aRecord({ message: 'other', severity: 17 }));
    expect(await frame).toEqual({
      tailId: started.tailId,
      seq: 1,
      cursor: started.cursor,
      previousCursor: started.cursor,
      logs: [aView(good)],
      matched: 1,
      delivered: 1,
      skipped: 0,
      mode: 'full',
      ratio: 1,
    });
    const stats = await next<LiveStats>(mine, 'stats');
    expect(stats.tails).toEqual([{ tailId: started.tailId, matched: 1, delivered: 1, skipped: 0, mode: 'full' }]);
    expect(stats).toMatchObject({ received: 3, counts: { info: 1, error: 2 } });
    expect(await ask(mine, 'tail:stop', { tailId: started.tailId })).toEqual({ matched: 1, delivered: 1, skipped: 0 });
    expect(await ask(mine, 'tail:stop', { tailId: started.tailId })).toMatchObject({ error: { code: 'not_found' } });
    expect(seen).toEqual([]);
  });

  it('joins back-fill and live without a loss or a double', async () => {
    const socket = await connect();
    const frames: TailFrame[] = [];
    const three = new Promise<void>((resolve) => socket.on('tail:frame', (frame: TailFrame) => frames.push(frame) === 2 && resolve()));
    // While the store is asked, two logs are committed; its answer has the first of them.
    store.answer = async () => {
      publish(aRecord({ seq: 11 }), aRecord({ seq: 12 }));
      return [aView({ seq: 11 }), aView({ seq: 10 })];
    };
    await startTail(socket, { backfill: 50 });
    await three;
    expect(frames.map((f) => [f.backfill, f.logs.map((log) => log.id)])).toEqual([
      [true, [aView({ seq: 10 }).id, aView({ seq: 11 }).id]],
      [undefined, [aView({ seq: 12 }).id]],
    ]);
    expect(store.asked[0]).toMatchObject({ limit: 50, order: 'arrival' });
  });

  it('resumes after a cut, and says when more arrived than it sends', async () => {
    const socket = await connect();
    const sinceCursor = aView({ seq: 1 }).id;
    store.answer = () => Promise.resolve(Array.from({ length: 501 }, (_, i) => aView({ seq: 600 - i })));
    const frame = next<TailFrame>(socket, 'tail:frame');
    expect((await startTail(socket, { sinceCursor })).cursor).toBe(sinceCursor);
    expect(await frame).toMatchObject({ backfill: true, incomplete: true, delivered: 500, previousCursor: sinceCursor, cursor: aView({ seq: 600 }).id });
    expect(store.asked[0]).toMatchObject({ arrivedAfter: sinceCursor, limit: 501 });
  });

  it('goes on live when the store does not answer', async () => {
    const socket = await connect();
    store.answer = () => Promise.reject(new AppError('store_unavailable', 'The log store does not answer.'));
    const first = next<TailFrame>(socket, 'tail:frame');
    await startTail(socket, { backfill: 5 });
    expect(await first).toMatchObject({ backfill: true, incomplete: true, logs: [], error: { code: 'store_unavailable' } });
    const second = next<TailFrame>(socket, 'tail:frame');
    publish(aRecord());
    expect((await second).delivered).toBe(1);
  });

  it('sends four frames ahead of acknowledgements, and the rest after them', async () => {
    const socket = await connect();
    const { tailId } = await startTail(socket);
    for (let seq = 1; seq <= 4; seq++) {
      const frame = next<TailFrame>(socket, 'tail:frame');
      publish(aRecord({ seq }));
      expect((await frame).seq).toBe(seq);
    }
    publish(aRecord({ seq: 5 }));
    const stats = await next<LiveStats>(socket, 'stats');
    expect(stats.tails[0]).toMatchObject({ matched: 5, delivered: 4, skipped: 0 });
    const fifth = next<TailFrame>(socket, 'tail:frame');
    expect(await ask(socket, 'tail:ack', { tailId, seq: 1 })).toEqual({});
    expect(await fifth).toMatchObject({ seq: 5, delivered: 1 });
    const sixth = next<TailFrame>(socket, 'tail:frame');
    publish(aRecord({ seq: 6 }));
    socket.emit('tail:ack', { tailId, seq: 5 }); // pages do not wait for an answer
    expect(await sixth).toMatchObject({ seq: 6, delivered: 1 });
  });

  it(`is refused beyond ${TAILS_PER_OWNER_MAX} of one user, on whatever socket, until one ends`, async () => {
    const [a, b] = [await connect({ userId: 'eleven' }), await connect({ userId: 'eleven' })];
    for (let i = 0; i < TAILS_PER_OWNER_MAX; i++) expect(await startTail(i % 2 ? a : b)).toHaveProperty('tailId');
    expect(await ask<ErrorAnswer>(a, 'tail:start', {})).toMatchObject({ error: { code: 'rate_limited', details: { max: TAILS_PER_OWNER_MAX } } });
    b.disconnect();
    // The server knows of the end of b when its tails are gone from the limit.
    const again = async (): Promise<unknown> => {
      const answer = await ask<TailStarted | ErrorAnswer>(a, 'tail:start', {});
      return 'error' in answer ? again() : answer;
    };
    expect(await again()).toHaveProperty('tailId');
  });

  it('does not end when a client asks again and again: starts are limited', async () => {
    const socket = await connect();
    const answers = await Promise.all(Array.from({ length: 80 }, () => ask<TailStarted | ErrorAnswer>(socket, 'tail:start', {})));
    expect(answers.at(-1)).toMatchObject({ error: { code: 'rate_limited', details: { limit: 'tailStarts' } } });
  });
});

describe('payloads', () => {
  it.each<[string, unknown, string]>([
    ['tail:start', undefined, 'bad_request'],
    ['tail:start', 'text', 'bad_request'],
    ['tail:start', { backfill: 501 }, 'bad_request'],
    ['tail:start', { backfill: '5' }, 'bad_request'],
    ['tail:start', { query: 7 }, 'bad_request'],
    ['tail:start', { query: '"open' }, 'invalid_query'],
    ['tail:start', { severity: ['loud'] }, 'invalid_query'],
    ['tail:start', { sinceCursor: 'x' }, 'bad_request'],
    ['tail:start', Buffer.from('binary'), 'bad_request'],
    ['tail:ack', { tailId: {}, seq: -1 }, 'bad_request'],
    ['tail:ack', null, 'bad_request'],
    ['tail:stop', [], 'bad_request'],
    ['auth:renew', { token: 5 }, 'bad_request'],
    ['no:such', {}, 'bad_request'],
    ['__proto__', {}, 'bad_request'],
  ])('%s %j is answered with %s', async (event, payload, code) => {
    const socket = await connect();
    const answer = await ask<ErrorAnswer>(socket, event, payload);
    expect(answer.error).toMatchObject({ code, requestId: expect.any(String) as string, message: expect.stringMatching(/\w/) as string });
    socket.emit(event, payload);
    expect(await startTail(socket)).toHaveProperty('tailId');
  });

  it('ends a socket that sends more than 64 KB at once', async () => {
    const socket = await connect();
    const gone = next(socket, 'disconnect');
    socket.emit('tail:start', { query: 'x'.repeat(100_000) });
    expect(await gone).toBe('transport close');
  });
});

describe('the token', () => {
  it('is warned of a minute before its end, and the socket goes with it', async () => {
    const expiresAtMs = Date.now() + 2500;
    const socket = await connect({ expiresAtMs });
    expect(await next(socket, 'auth:expiring')).toEqual({ expiresAt: new Date(expiresAtMs).toISOString() });
    const ended = next<{ code: string }>(socket, 'auth:ended');
    const gone = next(socket, 'disconnect');
    expect((await ended).code).toBe('unauthenticated');
    expect(await gone).toBe('io server disconnect');
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAtMs);
  });

  it('can be renewed by the same user only', async () => {
    const soon = Date.now() + 2000;
    const socket = await connect({ userId: 'same', expiresAtMs: soon });
    const other = verifier.add('other', { userId: 'different' });
    expect(await ask(socket, 'auth:renew', { token: other })).toMatchObject({ error: { code: 'forbidden' } });
    expect(await ask(socket, 'auth:renew', { token: 'wrong' })).toMatchObject({ error: { code: 'unauthenticated' } });
    const later = Date.now() + 3_600_000;
    expect(await ask(socket, 'auth:renew', { token: verifier.add('newer', { userId: 'same', expiresAtMs: later }) })).toEqual({
      expiresAt: new Date(later).toISOString(),
    });
    let stats = await next<LiveStats>(socket, 'stats');
    while (Date.parse(stats.at) < soon + 100) stats = await next<LiveStats>(socket, 'stats');
    expect(socket.connected).toBe(true);
  });

  it('ends the tails when the renewed one may see something else, and what begins again sees just that', async () => {
    const socket = await connect({ userId: 'changed' });
    const { tailId, cursor } = await startTail(socket);
    const frame = next<TailFrame>(socket, 'tail:frame');
    publish(aRecord({ source: 'pay-in', seq: 1 }));
    await frame;
    expect(await ask(socket, 'auth:renew', { token: verifier.add('changed-same', { userId: 'changed' }) })).toHaveProperty('expiresAt');
    const closed = next<TailClosed>(socket, 'tail:closed');
    expect(await ask(socket, 'auth:renew', { token: verifier.add('changed-less', { userId: 'changed', limitQuery: 'source:pay-*' }) })).toHaveProperty(
      'expiresAt',
    );
    expect(await closed).toEqual({ tailId, reason: 'access_changed', cursor, matched: 1, delivered: 1, skipped: 0 });
    await next(socket, 'stats');
    const backfilled = next<TailFrame>(socket, 'tail:frame');
    const again = await startTail(socket, { backfill: 5 });
    expect(store.limits.at(-1)).toBe('one source:pay-*');
    await backfilled;
    const limited = next<TailFrame>(socket, 'tail:frame');
    publish(aRecord({ source: 'secret', seq: 2 }), aRecord({ source: 'pay-in', seq: 3 }));
    expect(await limited).toMatchObject({ tailId: again.tailId, matched: 1, logs: [{ source: 'pay-in' }] });
    const stats = await next<LiveStats>(socket, 'stats');
    expect(stats).toMatchObject({ received: 1, tails: [{ matched: 1 }] });
  });

  it('is refused within 2 s when it is from before a change, although a newer one of the session is good', async () => {
    const [old, renewed] = [await connect({ userId: 'two-tabs', sessionId: 'tabs' }), await connect({ userId: 'two-tabs', sessionId: 'tabs' })];
    const gone = next(old, 'disconnect');
    await ask(renewed, 'auth:renew', { token: verifier.add('tabs-new', { userId: 'two-tabs', sessionId: 'tabs', expiresAtMs: Date.now() + 7_200_000 }) });
    const changedAt = Date.now();
    verifier.principals.delete(`token-${tokens - 1}`);
    expect(await gone).toBe('io server disconnect');
    expect(Date.now() - changedAt).toBeLessThan(2000);
    expect(renewed.connected).toBe(true);
  });

  it('takes its sockets with it within 2 s when the session is revoked', async () => {
    const socket = await connect({ sessionId: 'revoked' });
    const kept = await connect();
    const gone = next(socket, 'disconnect');
    const revokedAt = Date.now();
    verifier.principals.delete(`token-${tokens - 1}`);
    expect(await gone).toBe('io server disconnect');
    expect(Date.now() - revokedAt).toBeLessThan(2000);
    expect(kept.connected).toBe(true);
  });
});
