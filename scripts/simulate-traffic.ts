import { randomInt, randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { parseDuration } from './lib/duration.ts';
import { serverFinder, UsageError } from './lib/find-server.ts';
import { PROJECT_ROOT } from './lib/project-root.ts';
import { BatchPusher } from './lib/push-batch.ts';
import { runScript, stopSignals } from './lib/run-script.ts';
import { planLive, planPast, SCENARIOS, type Scenario } from './simulate/incidents.ts';
import { showProgress } from './simulate/progress.ts';
import { sendTraffic, type TrafficTotals } from './simulate/send-traffic.ts';
import { SERVICE_NAMES } from './simulate/services.ts';
import { traffic } from './simulate/traffic.ts';

const HELP = `Sends the logs of a simulated web shop to LogStream: requests that run through many services, day and night, incidents.

  npm run simulate
  npm run simulate -- --rate 200 --scenario payment-outage
  npm run simulate -- --history 24h --scenario all --duration 0

  --rate N             logs a second (default 50); the mean in the past, exact from now on; incidents add to it
  --services a,b       only these (default all); names that the shop does not have write generic requests
                       ${SERVICE_NAMES.join(', ').replace(/(.{60,90}?), /g, '$1,\n                       ')}
  --scenario NAME      what goes wrong, again and again: ${SCENARIOS.join(', ')}, or all; several with commas (default none)
  --history TIME       first fill this much of the past, as fast as the server takes it: 90m, 24h, 7d
  --duration TIME      end after this time; 0 ends when the past is filled (default: until Ctrl-C)
  --seed N             the same seed gives the same requests, only at other times (default: another each time)
  --environment NAME   default production
  --url, --token       address and ingest token (default: LOGSTREAM_URL, INGEST_TOKEN, else those of the app on this machine)
  --help`;

await runScript('simulate', async () => {
  const { values } = parseArgs({
    options: {
      rate: { type: 'string', default: '50' },
      services: { type: 'string', default: '' },
      scenario: { type: 'string', default: '' },
      history: { type: 'string', default: '0' },
      duration: { type: 'string' },
      seed: { type: 'string' },
      environment: { type: 'string', default: 'production' },
      url: { type: 'string' },
      token: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const rate = Number(values.rate);
  if (!(rate >= 0.1 && rate <= 100_000)) throw new UsageError(`--rate must be a number from 0.1 to 100000, not "${values.rate}".`);
  const seed = values.seed === undefined ? randomInt(1_000_000) : Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new UsageError(`--seed must be a whole number, not "${values.seed}".`);
  const scenarios = readScenarios(values.scenario);
  const historyMs = parseDuration(values.history, '--history');
  const durationMs = values.duration === undefined ? Infinity : parseDuration(values.duration, '--duration');

  const server = serverFinder({ flags: values, env: process.env, root: PROJECT_ROOT });
  console.log(`Sending to ${server().url}: ${rate}/s, ${scenarios.length > 0 ? scenarios.join(', ') : 'nothing goes wrong'}, seed ${seed}. Ctrl-C ends it.`);
  const { stop, abandon, off } = stopSignals(5_000);
  const pusher = new BatchPusher({ server, signal: abandon, onRetry: sayOnce() });
  const startedMs = Date.now();
  const totals: TrafficTotals = { sent: 0, rejected: 0, atMs: startedMs - historyMs };
  const common = { seed, originMs: startedMs - historyMs, rate, environment: values.environment, services: splitList(values.services) };
  const runId = randomUUID();
  const run = async (part: string, options: Parameters<typeof traffic>[0], paced: boolean): Promise<void> => {
    const range = paced ? {} : { range: { fromMs: options.fromMs, toMs: options.toMs } };
    const hide = showProgress({ totals, retries: () => pusher.retries, ...range }, process.stdout);
    try {
      await sendTraffic({ records: traffic(options), pusher, totals, stop, paced, runId: `${runId}-${part}` });
    } finally {
      hide();
    }
  };

  try {
    if (historyMs > 0) {
      const range = { fromMs: startedMs - historyMs, toMs: startedMs };
      const zoneOffsetMs = -new Date(startedMs).getTimezoneOffset() * 60_000;
      await run('past', { ...common, ...range, zoneOffsetMs, incidents: planPast(seed, scenarios, range.fromMs, range.toMs) }, false);
      if (!stop.aborted) console.log(`The past is filled: ${totals.sent} logs over ${values.history} in ${((Date.now() - startedMs) / 1000).toFixed(1)} s.`);
    }
    if (durationMs > 0 && !stop.aborted) {
      // From where the past ended: what fell due while it was filled is caught up with first.
      const range = { fromMs: startedMs, toMs: startedMs + (historyMs > 0 ? Date.now() - startedMs : 0) + durationMs };
      await run('live', { ...common, ...range, incidents: planLive(scenarios, range.fromMs, range.toMs) }, true);
    }
  } catch (error) {
    if (!abandon.aborted) throw error;
    console.error('simulate: stopped before the server took the last batches');
  } finally {
    off();
    pusher.close();
    const seconds = (Date.now() - startedMs) / 1000;
    console.log(
      `${totals.sent} logs sent, ${totals.rejected} rejected, ${pusher.retries} retries, ${seconds.toFixed(1)} s, ${(totals.sent / seconds).toFixed(1)}/s, seed ${seed}`,
    );
  }
  return 0;
});

function readScenarios(text: string): Scenario[] {
  const names = splitList(text);
  if (names.includes('all')) return [...SCENARIOS];
  return names
    .filter((name) => name !== 'none')
    .map((name) => {
      const known = SCENARIOS.find((one) => one === name);
      if (!known) throw new UsageError(`--scenario "${name}" is not known: use ${SCENARIOS.join(', ')} or all.`);
      return known;
    });
}

function splitList(text: string): string[] {
  return text.split(',').flatMap((name) => name.trim() || []);
}

/** Says that the server is away, at most every ten seconds, on a line of its own. */
function sayOnce(): (retry: { reason: string; waitMs: number }) => void {
  let lastMs = 0;
  return ({ reason, waitMs }) => {
    if (Date.now() - lastMs < 10_000) return;
    lastMs = Date.now();
    console.error(`${process.stdout.isTTY ? '\r\u001b[K' : ''}${reason}; trying again in ${(waitMs / 1000).toFixed(1)} s`);
  };
}
