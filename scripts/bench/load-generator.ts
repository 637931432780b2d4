// Child process of the ingest benchmark: keeps `connections` requests on their way for `seconds`, each with one prepared body.
// It is a process of its own so that its CPU is told apart from the app's. Answers are checked: only 201 counts.
import http from 'node:http';
import { benchRecords } from './records.ts';

interface Order {
  url: string;
  token: string;
  connections: number;
  recordsACall: number;
  bodies: number;
  seconds: number;
  warmUpSeconds: number;
}

const order = JSON.parse(process.argv[2] ?? '{}') as Order;
const target = new URL(order.url);
const agent = new http.Agent({ keepAlive: true, maxSockets: order.connections });
const bodies = Array.from({ length: order.bodies }, (_, i) =>
  Buffer.from(
    benchRecords(order.recordsACall, i + 1, Date.now() - 60_000)
      .map((r) => JSON.stringify(r))
      .join('\n'),
  ),
);

let acknowledged = 0;
let failed = 0;
let next = 0;
const latencies: number[] = [];

/** Sends one body; resolves with the status. */
function post(body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: target.hostname,
        port: target.port,
        path: target.pathname,
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/x-ndjson', 'content-length': body.length, authorization: `Bearer ${order.token}` },
      },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
        response.once('error', reject);
      },
    );
    request.once('error', reject);
    request.end(body);
  });
}

async function worker(untilMs: number): Promise<void> {
  while (performance.now() < untilMs) {
    const body = bodies[next++ % bodies.length] as Buffer;
    const startedMs = performance.now();
    const status = await post(body);
    latencies.push(performance.now() - startedMs);
    if (status === 201) acknowledged += order.recordsACall;
    else failed += 1;
  }
}

async function run(seconds: number): Promise<{ seconds: number }> {
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: order.connections }, () => worker(startedMs + seconds * 1000)));
  return { seconds: (performance.now() - startedMs) / 1000 };
}

await run(order.warmUpSeconds);
const warmUp = acknowledged;
acknowledged = 0;
latencies.length = 0;
process.send?.({ event: 'measuring' });
const cpu = process.cpuUsage();
const { seconds } = await run(order.seconds);
const used = process.cpuUsage(cpu);
latencies.sort((a, b) => a - b);
process.send?.({
  event: 'done',
  acknowledged,
  acknowledgedInWarmUp: warmUp,
  failed,
  seconds,
  cpuSeconds: (used.user + used.system) / 1e6,
  p50Ms: Math.round(latencies[latencies.length >> 1] ?? 0),
  p99Ms: Math.round(latencies[Math.floor(latencies.length * 0.99)] ?? 0),
});
agent.destroy();
process.disconnect?.();
