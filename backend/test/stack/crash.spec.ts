import { RunningApp } from './running-app.js';

/** How often each process is killed; the long run asks for more. */
const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 1);
const SENDERS = 4;
const RECORDS_A_CALL = 50;

interface Acknowledged {
  id: string;
  message: string;
}

/** Sends without end and notes what was acknowledged; a call that fails is sent again, as a real sender does. */
async function sendUntil(app: RunningApp, stopped: () => boolean, sender: number, acknowledged: Acknowledged[]): Promise<void> {
  for (let call = 0; !stopped(); call++) {
    const messages = Array.from({ length: RECORDS_A_CALL }, (_, i) => `sender ${sender} call ${call} record ${i}`);
    try {
      const response = await app.ingest(messages.map((message) => JSON.stringify({ source: `crash-${sender}`, message })).join('\n'), {
        'content-type': 'application/x-ndjson',
      });
      if (response.status !== 201) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        continue;
      }
      const { ids } = (await response.json()) as { ids: string[] };
      ids.forEach((id, i) => acknowledged.push({ id, message: messages[i] ?? '' }));
    } catch {
      // The connection broke: nothing was acknowledged.
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function readAll(app: RunningApp, token: string): Promise<{ id: string; message: string }[]> {
  const logs: { id: string; message: string }[] = [];
  let cursor: string | null = null;
  do {
    const page: { logs: { id: string; message: string }[]; nextCursor: string | null } = await app.get(
      `/api/v1/logs/search?query=sender&limit=1000${cursor === null ? '' : `&cursor=${cursor}`}`,
      token,
    );
    logs.push(...page.logs);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return logs;
}

describe('kill -9 in the middle of ingest', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await RunningApp.start();
  }, 90_000);
  afterAll(() => app.dispose());

  it(
    `loses nothing that was acknowledged, stores it once, and the counts agree (${ROUNDS} × engine, PostgreSQL, app)`,
    async () => {
      const acknowledged: Acknowledged[] = [];
      let stopped = false;
      const senders = Array.from({ length: SENDERS }, (_, sender) => sendUntil(app, () => stopped, sender, acknowledged));
      const progress = async (): Promise<void> => {
        const before = acknowledged.length;
        await app.until('records are acknowledged again', async () => acknowledged.length >= before + 1000, 60_000);
      };

      await progress();
      for (let round = 0; round < ROUNDS; round++) {
        process.kill(app.pid('bridge'), 'SIGKILL');
        await progress();
        process.kill(app.pid('bin/postgres'), 'SIGKILL');
        await progress();
        await app.end('SIGKILL');
        await app.boot();
        await progress();
      }
      stopped = true;
      await Promise.all(senders);

      const token = await app.signIn();
      const stored = await readAll(app, token);
      const byId = new Map(stored.map((log) => [log.id, log.message]));
      expect(byId.size).toBe(stored.length);
      expect(acknowledged.filter(({ id, message }) => byId.get(id) !== message)).toEqual([]);
      expect(new Set(acknowledged.map((a) => a.id)).size).toBe(acknowledged.length);

      // The per-minute counts and the table itself: a word makes the second one read the table.
      const counted = await app.get<{ items: { source: string; count: number }[] }>('/api/v1/logs/sources', token);
      const fromViews = counted.items.filter((s) => s.source.startsWith('crash-')).reduce((sum, s) => sum + s.count, 0);
      expect(fromViews).toBe(stored.length);
    },
    120_000 + ROUNDS * 60_000,
  );

  it('ends its children when it is killed, and starts again without help', async () => {
    const pids = [app.pid('bridge'), app.pid('bin/postgres')];
    await app.end('SIGKILL');
    const isAlive = (pid: number): boolean => {
      try {
        process.kill(pid, 0);
        return true;
      } catch {
        return false;
      }
    };
    await app.until('its children have ended', async () => !pids.some(isAlive), 20_000);
    await app.boot();
    await expect(app.signIn()).resolves.toBeTruthy();
  }, 90_000);
});
