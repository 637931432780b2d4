import { RunningApp } from './running-app.js';

const SENDERS = 12;
const CALLS = 4;
const RECORDS_A_CALL = 700;

/** Bodies and rows live in memory that is used again and again: what is stored must be what its own sender sent. */
describe('many senders at once', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await RunningApp.start();
  }, 90_000);
  afterAll(() => app.dispose());

  it('stores each record of each call as it was sent, under the id that its sender got', async () => {
    const sent = new Map<string, string>();
    const send = async (sender: number): Promise<void> => {
      for (let call = 0; call < CALLS; call++) {
        const messages = Array.from({ length: RECORDS_A_CALL }, (_, i) => `from ${sender}/${call}/${i} ${'x'.repeat((sender * 37 + i) % 200)}`);
        const asArray = (sender + call) % 2 === 0;
        const records = messages.map((message, i) => JSON.stringify({ source: `sender-${sender}`, message, list: i % 50 === 0 ? [i] : undefined }));
        const response = await app.ingest(asArray ? `[${records.join(',')}]` : records.join('\n'));
        const { ids } = (await response.json()) as { ids: string[] };
        expect(ids).toHaveLength(RECORDS_A_CALL);
        ids.forEach((id, i) => sent.set(id, messages[i] ?? ''));
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, (_, sender) => send(sender)));
    expect(sent.size).toBe(SENDERS * CALLS * RECORDS_A_CALL);

    const token = await app.signIn();
    const stored = new Map<string, string>();
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { logs: { id: string; message: string }[]; nextCursor: string | null } = await app.get(
        `/api/v1/logs/search?limit=1000${cursor === '' ? '' : `&cursor=${cursor}`}`,
        token,
      );
      for (const log of page.logs) stored.set(log.id, log.message);
      cursor = page.nextCursor;
    }
    expect(stored.size).toBe(sent.size);
    expect([...sent].filter(([id, message]) => stored.get(id) !== message)).toEqual([]);
  }, 60_000);
});
