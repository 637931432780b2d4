// Child process of the ingest benchmark: the engine by itself. The same records, encoded beforehand as the app encodes them, go
// straight into the final table with its counts per minute, 50,000 rows an insert, over a number of sessions of the engine in this process.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Session } from 'chdb';
import { benchRecords } from './records.ts';

interface Order {
  dir: string;
  sessions: number;
  seconds: number;
  rowsAnInsert: number;
}

interface Encoder {
  encode(payload: unknown, seq: number): string;
  columns: string[];
}

const root = path.join(import.meta.dirname, '../..');
const order = JSON.parse(process.argv[2] ?? '{}') as Order;

/** The app's own way from a payload to a row. */
async function loadEncoder(): Promise<Encoder> {
  const dist = path.join(root, 'backend/dist');
  const { normaliseRecord } = (await import(path.join(dist, 'modules/ingest/normalise/normalise-record.js'))) as {
    normaliseRecord(payload: unknown, arrival: object): object;
  };
  const { encodeRow, ROW_COLUMNS } = (await import(path.join(dist, 'modules/logs/store/encode-row.js'))) as {
    encodeRow(tenant: string, record: object, days: number): string;
    ROW_COLUMNS: string[];
  };
  return {
    columns: [...ROW_COLUMNS],
    encode: (payload, seq) => encodeRow('default', normaliseRecord(payload, { observedAtMs: Date.now(), seq, ingest: 'http' }), 7),
  };
}

const encoder = await loadEncoder();
// Eight different bodies are enough: they go in again and again under new deduplication tokens.
const bodies = Array.from({ length: 8 }, (_, b) =>
  Buffer.from(
    benchRecords(order.rowsAnInsert, b + 1, Date.now() - 60_000)
      .map((record, i) => encoder.encode(record, i))
      .join(''),
  ),
);

const args = ['--async_insert=0', '--max_threads=2', '--max_server_memory_usage=1500000000'];
const sessions = Array.from({ length: order.sessions }, () => new Session(order.dir, { connectionArgs: args }));
const [first] = sessions;
const migrations = path.join(root, 'backend/src/platform/clickhouse/migrations');
for (const file of readdirSync(migrations).sort()) {
  for (const statement of readFileSync(path.join(migrations, file), 'utf8').split(/;\s*\n/)) {
    if (statement.trim() !== '') await first?.queryAsync(statement);
  }
}

let started = 0;
const cpu = process.cpuUsage();
const startedMs = performance.now();
await Promise.all(
  sessions.map(async (session) => {
    while (performance.now() - startedMs < order.seconds * 1000) {
      const number = started++;
      await session.insert({
        table: 'logs',
        columns: encoder.columns,
        values: bodies[number % bodies.length] as Buffer,
        format: 'JSONCompactEachRow',
        settings: { async_insert: 0, insert_deduplication_token: `bench-${number}` },
      });
    }
  }),
);
const seconds = (performance.now() - startedMs) / 1000;
const used = process.cpuUsage(cpu);
process.send?.({ rows: started * order.rowsAnInsert, seconds, cpuSeconds: (used.user + used.system) / 1e6 });
// The engine's own threads may still merge: nothing here is kept, so it ends at once.
process.kill(process.pid, 'SIGKILL');
