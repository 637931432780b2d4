// How long a log takes from POST to a live frame, and whether the live accounting is exact: `npm run bench:live -- --help`.
// Needs Node 24 (type stripping) and an app that runs.
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { io, type Socket } from 'socket.io-client';
import { findServer, UsageError } from './lib/find-server.ts';
import { PROJECT_ROOT } from './lib/project-root.ts';
import { runScript } from './lib/run-script.ts';

const HELP = `npm run bench:live -- [options]

Sends logs to a running app and watches them with a live client of its own. Prints the time from before the POST to the frame
that carries the log (p50, p99), and checks that the sum of "delivered" is the rows that came, and that the sum of "matched" is
what the store counts. Ends with 1 when a sum is wrong.

  --rate N          logs a second                                   (1000)
  --seconds N       how long                                        (20)
  --every MS        a request each so many ms                       (20)
  --url URL         the app                                         (found like npm run send does)
  --token TOKEN     ingest token                                    (the same)
  --email, --password    who watches                                (ADMIN_EMAIL, ADMIN_PASSWORD)
  --access-token T  watches with this token instead: an access token, or an API key that may read
  --no-ack          never acknowledge, to see the tail step down
  --json            one JSON object instead of text
`;

interface Frame {
  tailId: string;
  seq: number;
  logs: { id: string; metadata: Record<string, unknown> }[];
  matched: number;
  delivered: number;
  skipped: number;
  mode: string;
}

const options = {
  rate: { type: 'string', default: '1000' },
  seconds: { type: 'string', default: '20' },
  every: { type: 'string', default: '20' },
  url: { type: 'string' },
  token: { type: 'string' },
  email: { type: 'string' },
  password: { type: 'string' },
  'access-token': { type: 'string' },
  'no-ack': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new UsageError(`--${name} must be a number above 0.`);
  return value;
}

async function callJson(url: string, init: RequestInit, what: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000), ...init });
  const body = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`${what}: ${response.status} ${JSON.stringify(body)}`);
  return body;
}

async function signIn(url: string, email: string | undefined, password: string | undefined): Promise<string> {
  if (!password) throw new UsageError('Who watches? Give --email and --password (or ADMIN_PASSWORD), or --access-token.');
  const body = JSON.stringify({ email: email ?? 'admin@logstream.local', password });
  const answer = await callJson(`${url}/api/v1/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }, 'sign-in');
  return String(answer['accessToken']);
}

async function connectLive(url: string, token: string): Promise<Socket> {
  const socket = io(`${url}/live`, { auth: { token }, transports: ['websocket'], forceNew: true, reconnection: false });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return socket;
}

/** What the live client saw. */
class Seen {
  readonly latenciesMs: number[] = [];
  readonly modes: Record<string, number> = {};
  private readonly ids = new Set<string>();
  frames = 0;
  rows = 0;
  matched = 0;
  delivered = 0;
  skipped = 0;
  problems = 0;

  take(frame: Frame): void {
    const now = performance.now();
    this.frames += 1;
    this.rows += frame.logs.length;
    this.matched += frame.matched;
    this.delivered += frame.delivered;
    this.skipped += frame.skipped;
    this.modes[frame.mode] = (this.modes[frame.mode] ?? 0) + 1;
    if (frame.matched !== frame.delivered + frame.skipped || frame.delivered !== frame.logs.length || frame.seq !== this.frames) this.problems += 1;
    for (const log of frame.logs) {
      if (this.ids.has(log.id)) this.problems += 1;
      this.ids.add(log.id);
      this.latenciesMs.push(now - Number(log.metadata['sent_ms']));
    }
  }

  quantileMs(share: number): number | null {
    const sorted = this.latenciesMs.toSorted((a, b) => a - b);
    const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    return value === undefined ? null : Math.round(value * 10) / 10;
  }
}

interface Sent {
  accepted: number;
  failed: number;
  firstFailure: string | undefined;
}

/** Posts at a steady rate whether or not answers come quickly; gives what was acknowledged. */
async function send(target: { url: string; token: string }, source: string, load: { rate: number; seconds: number; everyMs: number }): Promise<Sent> {
  const sent: Sent = { accepted: 0, failed: 0, firstFailure: undefined };
  const total = Math.round(load.rate * load.seconds);
  const pending = new Set<Promise<void>>();
  const startedAt = performance.now();
  const post = async (from: number, to: number): Promise<void> => {
    const lines: string[] = [];
    for (let i = from; i < to; i++) {
      const severity = i % 50 === 0 ? 'error' : 'info';
      lines.push(JSON.stringify({ source, severity, message: `GET /api/v1/orders/${i} 200 in ${i % 300} ms`, metadata: { n: i, sent_ms: performance.now() } }));
    }
    const headers = { authorization: `Bearer ${target.token}`, 'content-type': 'application/x-ndjson' };
    try {
      const answer = await callJson(`${target.url}/api/v1/logs/ingest`, { method: 'POST', headers, body: lines.join('\n') }, 'ingest');
      sent.accepted += Number(answer['accepted']);
    } catch (error) {
      sent.failed += to - from;
      sent.firstFailure ??= String(error);
    }
  };
  for (let done = 0; done < total;) {
    const due = Math.min(total, Math.ceil(((performance.now() - startedAt + load.everyMs) / 1000) * load.rate));
    if (due > done) {
      const request: Promise<void> = post(done, due).finally(() => pending.delete(request));
      pending.add(request);
      done = due;
    }
    await delay(load.everyMs);
  }
  await Promise.all(pending);
  return sent;
}

async function storeCount(url: string, token: string, source: string): Promise<number> {
  const query = new URLSearchParams({ source, from: 'now-1d', to: 'now', limit: '1', count: 'true' });
  const answer = await callJson(`${url}/api/v1/logs/search?${query}`, { headers: { authorization: `Bearer ${token}` } }, 'search');
  return Number((answer['stats'] as Record<string, unknown> | undefined)?.['total']);
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const load = { rate: positive('rate', values.rate), seconds: positive('seconds', values.seconds), everyMs: positive('every', values.every) };
  const target = findServer({ flags: values, env: process.env, root: PROJECT_ROOT });
  const token =
    values['access-token'] ?? (await signIn(target.url, values.email ?? process.env['ADMIN_EMAIL'], values.password ?? process.env['ADMIN_PASSWORD']));
  const source = `bench-live-${randomBytes(4).toString('hex')}`;
  const socket = await connectLive(target.url, token);
  const seen = new Seen();
  socket.on('tail:frame', (frame: Frame) => {
    seen.take(frame);
    if (!values['no-ack']) socket.emit('tail:ack', { tailId: frame.tailId, seq: frame.seq });
  });
  const commitDelaysMs: number[] = [];
  socket.on('stats', (stats: { commitDelayMs: number | null }) => stats.commitDelayMs !== null && commitDelaysMs.push(stats.commitDelayMs));
  const started = (await socket.timeout(10_000).emitWithAck('tail:start', { source: [source] })) as { tailId?: string; error?: { message: string } };
  if (started.tailId === undefined) throw new Error(`tail:start: ${started.error?.message}`);
  const sent = await send(target, source, load);
  // Frames of what was committed last may still be on their way, and what waits is sent in frames of 500.
  for (const giveUpAt = Date.now() + 5000; seen.matched < sent.accepted && Date.now() < giveUpAt;) await delay(50);
  const totals = (await socket.timeout(10_000).emitWithAck('tail:stop', { tailId: started.tailId })) as { matched: number; delivered: number; skipped: number };
  socket.disconnect();
  const stored = await storeCount(target.url, token, source);
  // What waited when the tail was stopped is in its totals only.
  const ok =
    seen.problems === 0 &&
    seen.delivered === seen.rows &&
    totals.delivered === seen.rows &&
    totals.matched === stored &&
    totals.matched === totals.delivered + totals.skipped &&
    (values['no-ack'] || seen.matched === stored);
  const result = {
    source,
    rate: load.rate,
    seconds: load.seconds,
    accepted: sent.accepted,
    failed: sent.failed,
    firstFailure: sent.firstFailure,
    stored,
    frames: seen.frames,
    rows: seen.rows,
    matched: seen.matched,
    delivered: seen.delivered,
    skipped: seen.skipped,
    totals,
    modes: seen.modes,
    problems: seen.problems,
    latencyMs: { p50: seen.quantileMs(0.5), p90: seen.quantileMs(0.9), p99: seen.quantileMs(0.99), max: seen.quantileMs(1) },
    commitDelayMs: Math.round(commitDelaysMs.reduce((a, b) => a + b, 0) / Math.max(1, commitDelaysMs.length)),
    exact: ok,
  };
  if (values.json) console.log(JSON.stringify(result));
  else print(result);
  return ok && sent.failed === 0 ? 0 : 1;
}

function print(r: { [key: string]: unknown; latencyMs: Record<string, number | null>; modes: Record<string, number>; exact: boolean }): void {
  console.log(
    `${String(r['rate'])} logs/s for ${String(r['seconds'])} s: ${String(r['accepted'])} acknowledged, ${String(r['failed'])} failed, ${String(r['stored'])} in the store`,
  );
  if (r['firstFailure'] !== undefined) console.log(`first failure: ${String(r['firstFailure'])}`);
  console.log(
    `POST to frame: p50 ${r.latencyMs['p50']} ms, p90 ${r.latencyMs['p90']} ms, p99 ${r.latencyMs['p99']} ms, max ${r.latencyMs['max']} ms; of it from arrival to commit ${String(r['commitDelayMs'])} ms on average`,
  );
  console.log(
    `frames ${String(r['frames'])} (${Object.entries(r.modes)
      .map(([mode, count]) => `${mode} ${count}`)
      .join(', ')}), rows ${String(r['rows'])}`,
  );
  console.log(
    `matched ${String(r['matched'])} = delivered ${String(r['delivered'])} + skipped ${String(r['skipped'])}; totals of the server ${JSON.stringify(r['totals'])}`,
  );
  console.log(r.exact ? 'The accounting is exact.' : 'The accounting is WRONG.');
}

await runScript('bench:live', main);
