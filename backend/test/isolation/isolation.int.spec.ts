import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import { createClickHouseClient } from '../../src/platform/clickhouse/clickhouse-client.js';
import { startTestEngine, type TestEngine } from '../harness/engine.js';
import { startTestPostgres, type TestPostgres } from '../harness/postgres.js';
import { Callers } from './callers.js';
import { hiddenRecords, logIdsOf, logTables, recordsOf, storeLogs } from './logs.js';
import { CANARY, fill, idOf, idsOf, OWN, ROLES, type CallerName, type Party } from './party.js';
import { canaryRows, dumpTables, harmDone } from './tables.js';
import { firstDifference, notCovered, walkRoutes, type RouteAnswer } from './walk-routes.js';
import { hasSeen, isLive, ListeningSocket, namespacesNotCovered, OPEN_TAILS, summary } from './walk-socket.js';
import { LEAKS, startWorld, type World } from './world.js';

/**
 * Isolation, of tenants and of limits. The whole app runs three times on stores of its own, and tenant B asks every route and
 * sends every socket event each time, with A's ids wherever an id goes:
 *   alone    there is only B
 *   crowded  there is tenant A too, with a row of every kind: everyone of B must be answered the same, byte for byte
 *   hidden   B has logs that its limited user may not see: that user must be answered the same, byte for byte
 */
type Kind = 'alone' | 'crowded' | 'hidden';

interface Seen {
  routes: RouteAnswer[];
  /** By caller: what each event was answered, and what was pushed. */
  sockets: Map<CallerName, string>;
  notCovered: string[];
  /** What the walk did to A's rows. */
  harm: string[];
  /** Rows of A by table before the walk. */
  canaries: Map<string, string[]>;
  logTables: string[];
  /** What each address that was read is answered to a user whose limit cannot be read. */
  withUnreadableLimit: Map<string, number>;
}

const [canaryLogs, ownLogs, hiddenLogs] = [recordsOf(CANARY), recordsOf(OWN), hiddenRecords()];
const knownLogIds = new Set(logIdsOf([...canaryLogs, ...ownLogs, ...hiddenLogs]));

const send = async (world: World, callers: Callers, logs: { source: string; message: string }[]): Promise<void> => {
  const headers = { authorization: `Bearer ${await callers.token('admin')}` };
  const answer = await world.app.inject({ method: 'POST', url: '/api/v1/logs/ingest', headers, payload: logs });
  expect(answer.statusCode).toBe(201);
};

/** B listens with all its people while A (or the hidden part of B) sends; then B sends a last log that ends the listening. */
async function walkSockets(world: World, kind: Kind, own: Callers, canary: Callers): Promise<Pick<Seen, 'sockets' | 'notCovered'>> {
  const listen = async (callers: Callers, who: CallerName) => ListeningSocket.open(world.url, await callers.token(who), knownLogIds);
  const canaryTail = kind === 'crowded' ? await listen(canary, 'admin') : undefined;
  const started = (await canaryTail?.socket.emitWithAck('tail:start', {})) as { tailId: string } | undefined;
  const listeners = new Map<CallerName, { socket: ListeningSocket; answers: string[] }>();
  const missed: string[] = namespacesNotCovered(world.app);
  for (const who of ROLES) {
    const socket = await listen(own, who);
    const known = { canaryTailId: started?.tailId ?? randomUUID(), canaryLogId: logIdsOf(canaryLogs)[0] ?? '', token: await own.token(who) };
    const sent = await socket.sendAll(known);
    missed.push(...sent.notCovered);
    listeners.set(who, { socket, answers: sent.answers });
  }
  for (const { socket } of listeners.values()) await socket.until(isLive);
  if (canaryTail) {
    await send(world, canary, [{ source: 'canary-api', message: 'canary live' }]);
    // A's tail goes on although B tried to end it.
    await canaryTail.until((pushes) => hasSeen(pushes, 'canary live', 1));
  }
  if (kind === 'hidden')
    await send(world, own, [
      { source: 'secret-api', message: 'live' },
      { source: 'own-api', message: 'live hidden' },
    ]);
  await send(world, own, [{ source: 'own-api', message: 'own last' }]);
  const sockets = new Map<CallerName, string>();
  for (const [who, { socket, answers }] of listeners) {
    await socket.until((pushes) => hasSeen(pushes, 'own last', OPEN_TAILS));
    socket.close();
    sockets.set(who, [...answers, summary(socket.pushes, knownLogIds)].join('\n'));
  }
  canaryTail?.close();
  return { sockets, notCovered: missed };
}

const addressOf = ({ text }: Pick<RouteAnswer, 'text'>): string => text.slice(0, text.indexOf(' '));

async function readWithUnreadableLimit(world: World, own: Callers, routes: readonly RouteAnswer[]): Promise<Map<string, number>> {
  await world.prisma.user.update({ where: { id: idOf(OWN, ROLES.indexOf('limited')) }, data: { limitQuery: 'sorce:own-api' } });
  const headers = { authorization: `Bearer ${await own.signIn('limited')}` };
  const statuses = new Map<string, number>();
  for (const url of new Set(routes.filter(({ route }) => route.startsWith('GET ')).map(addressOf))) {
    statuses.set(url, (await world.app.inject({ url, headers })).statusCode);
  }
  return statuses;
}

describe('isolation', () => {
  let postgres: TestPostgres;
  let engine: TestEngine;
  const worlds = new Map<Kind, Seen>();

  const walk = async (kind: Kind): Promise<Seen> => {
    const clickhouse = await engine.newDatabase(`world_${kind}`);
    const world = await startWorld({ postgresUrl: await postgres.newDatabase(`world_${kind}`), clickhouse }, path.join(postgres.dataDir, kind));
    const client: ClickHouseClient = createClickHouseClient(clickhouse);
    try {
      const parties: Party[] = kind === 'crowded' ? [CANARY, OWN] : [OWN];
      for (const party of parties) {
        await fill(world.prisma, party);
        await storeLogs(world.store, party.tenant, party === CANARY ? canaryLogs : ownLogs);
      }
      if (kind === 'hidden') await storeLogs(world.store, OWN.tenant, hiddenLogs);
      const before = await dumpTables(world.prisma);
      const [own, canary] = [new Callers(world.app, OWN), new Callers(world.app, CANARY)];
      const ids = [...idsOf(CANARY, logIdsOf(canaryLogs)), ...logIdsOf(hiddenLogs), ...idsOf(OWN, logIdsOf(ownLogs))];
      const routes = await walkRoutes({ app: world.app, callers: own, ids, knownLogIds, restore: () => fill(world.prisma, OWN) });
      const harm = harmDone(before, await dumpTables(world.prisma));
      await fill(world.prisma, OWN);
      const { sockets, notCovered: missed } = await walkSockets(world, kind, own, canary);
      const withUnreadableLimit = await readWithUnreadableLimit(world, own, routes);
      const facts = { withUnreadableLimit, canaries: canaryRows(before), logTables: await logTables(client) };
      return { routes, sockets, harm, notCovered: [...notCovered(world.app, routes), ...missed], ...facts };
    } finally {
      await client.close();
      await world.app.close();
    }
  };

  beforeAll(async () => {
    [postgres, engine] = await Promise.all([startTestPostgres(), startTestEngine()]);
    for (const kind of ['alone', 'crowded', 'hidden'] as const) worlds.set(kind, await walk(kind));
  }, 600_000);
  afterAll(async () => {
    await engine?.stop();
    await postgres?.stop();
  });

  const seen = (kind: Kind): Seen => {
    const world = worlds.get(kind);
    if (!world) throw new Error(`the world ${kind} was not walked`);
    return world;
  };

  /** Calls whose answers differ from those of the world where B is alone: the address and both answers. */
  const differences = (kind: Kind, callers: readonly CallerName[]): { route: string; alone: string; now: string }[] => {
    const [alone, now] = [seen('alone').routes, seen(kind).routes];
    expect(now.map(({ route, caller }) => `${caller} ${route}`)).toEqual(alone.map(({ route, caller }) => `${caller} ${route}`));
    return alone.flatMap(({ route, caller, text }, i) => {
      const other = now[i]?.text ?? '';
      return callers.includes(caller) && other !== text ? [{ route: `${caller} ${route}`, alone: text, now: other }] : [];
    });
  };
  const explain = ({ route, alone, now }: ReturnType<typeof differences>[number]) => ({
    route,
    address: addressOf({ text: now }),
    ...firstDifference(alone, now),
  });
  const innocent = (found: ReturnType<typeof differences>) => found.filter(({ route }) => !route.includes('/leaky/'));
  const caught = (found: ReturnType<typeof differences>) => [...new Set(found.map(({ route }) => route.replace(/^\w+ /, '')))].sort();

  it('has a canary in every table of both stores', () => {
    const empty = [...seen('crowded').canaries].filter(([, rows]) => rows.length === 0).map(([table]) => table);
    expect(empty).toEqual([]);
    expect(seen('crowded').canaries.size).toBeGreaterThan(5);
    // Logs are the one kind of row there; a new table needs rows of both tenants in logs.ts.
    expect(seen('crowded').logTables).toEqual(['logs']);
  });

  it('walks every route, socket namespace and event, and gets past the door of each', () => {
    expect(seen('crowded').notCovered).toEqual([]);
  });

  it("answers B the same as without A's data, byte for byte, and would find a leak", () => {
    const found = differences('crowded', ROLES);
    expect(innocent(found).map(explain)).toEqual([]);
    expect(caught(found)).toEqual(LEAKS.ofTenant);
  });

  it("never shows B a canary that B did not send, and leaves A's rows as they are", () => {
    const shown = seen('crowded').routes.filter(({ route, text }) => !route.includes('/leaky/') && text.slice(text.indexOf(' ')).includes(CANARY.mark));
    // The caller's own words come back in errors; they do so without A as well.
    const alone = new Set(seen('alone').routes.map(({ text }) => text));
    expect(shown.filter(({ text }) => !alone.has(text))).toEqual([]);
    expect(seen('crowded').harm).toEqual([]);
  });

  it("tells B's sockets the same as without A's data", () => {
    for (const who of ROLES) expect(seen('crowded').sockets.get(who)).toBe(seen('alone').sockets.get(who));
    expect(seen('crowded').sockets.get('user')).toContain('own last');
  });

  it('answers a limited user the same as without the logs beyond the limit, and would find a leak', () => {
    const found = differences('hidden', ['limited']);
    expect(innocent(found).map(explain)).toEqual([]);
    expect(caught(found)).toEqual(LEAKS.ofLimit);
    // Others see them: the hidden logs are there.
    expect(innocent(differences('hidden', ['user'])).length).toBeGreaterThan(5);
  });

  it("tells a limited user's socket the same as without the logs beyond the limit", () => {
    expect(seen('hidden').sockets.get('limited')).toBe(seen('alone').sockets.get('limited'));
    expect(seen('hidden').sockets.get('user')).not.toBe(seen('alone').sockets.get('user'));
  });

  it('denies everything that shows logs to a user whose limit cannot be read', () => {
    const shows = innocent(differences('hidden', ['user'])).filter(({ route }) => route.startsWith('user GET '));
    const statuses = shows.map(({ now }) => seen('hidden').withUnreadableLimit.get(addressOf({ text: now })));
    expect(shows.length).toBeGreaterThan(5);
    expect([...new Set(statuses)]).toEqual([403]);
  });
});
