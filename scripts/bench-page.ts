// The page under load: smoothness, memory, accounting, and how long a log takes to be on screen. `npm run bench:page -- --help`.
import os from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startAppUnderTest } from './bench/app-under-test.ts';
import { launch, PageProbe, type LongFrame, type LongTask } from './bench/page-probe.ts';
import { SteadyLoad } from './bench/steady-load.ts';
import { storeCount, TailWatcher } from './bench/tail-watcher.ts';
import { findChromium } from './lib/browser.mjs';
import { UsageError } from './lib/find-server.ts';
import { runScript } from './lib/run-script.ts';

const HELP = `npm run bench:page -- [options]

Opens the live page in Chromium while logs come in and prints a table: tasks of the page over 50 ms, its heap after forced
collections, whether another live client got exactly what was counted, and the time from POST to visible.

  --rate N              logs a second while the page is watched     (2000)
  --seconds N           how long; 0 leaves it out                   (600)
  --visible-rate N      logs a second while POST to visible is measured (1000)
  --visible-seconds N   how long, for each of the two lists; 0 leaves it out (60)
  --url URL, --token T, --email E, --password P    an app that runs and gets no other logs (default: the built app is started)
`;

const WARM_UP_MS = 15_000;
const HEAP_EVERY_MS = 30_000;
const MARKER_EVERY_MS = 100;
const REQUESTS_A_SECOND = 20;

interface Target {
  url: string;
  token: string;
  email: string;
  password: string;
}
type Line = readonly [figure: string, value: string];
type Browser = Awaited<ReturnType<typeof launch>>;

const number = (value: number): string => Math.round(value).toLocaleString('en');
const load = (): string => os.loadavg().map((one) => one.toFixed(1))[0] ?? '';

/** Shows the longest of what took long, so that its cause can be looked for. */
function describe({ tasks, frames }: { tasks: LongTask[]; frames: LongFrame[] }): void {
  for (const task of tasks.toSorted((a, b) => b.durationMs - a.durationMs).slice(0, 8)) {
    console.log(`  task of ${number(task.durationMs)} ms at ${(task.startMs / 1000).toFixed(1)} s (${task.attribution.trim()})`);
  }
  for (const frame of frames.toSorted((a, b) => b.durationMs - a.durationMs).slice(0, 8)) {
    const parts = `script ${number(frame.scriptMs)}, style and layout ${number(frame.styleAndLayoutMs)}`;
    console.log(`  frame of ${number(frame.durationMs)} ms at ${(frame.startMs / 1000).toFixed(1)} s: ${parts} ms; ${frame.scripts.join('; ')}`);
  }
}

async function soak(browser: Browser, target: Target, rate: number, seconds: number): Promise<{ lines: Line[]; exact: boolean }> {
  const before = await storeCount(target);
  const watcher = await TailWatcher.start(target);
  const sender = new SteadyLoad(target);
  sender.start({ rate, requestsASecond: REQUESTS_A_SECOND });
  const probe = await PageProbe.open(browser, target, '/explore/');
  await delay(WARM_UP_MS);
  const sinceMs = await probe.now();
  const used = await probe.threadSeconds();
  const loads: string[] = [];
  for (const endAt = performance.now() + seconds * 1000; performance.now() < endAt;) {
    const sample = await probe.sampleHeap();
    loads.push(load());
    console.log(`${number((sample.atMs - sinceMs) / 1000)} s: heap ${sample.usedMb.toFixed(1)} MB, ${sample.nodes} nodes, load average ${load()}`);
    await delay(Math.max(0, Math.min(HEAP_EVERY_MS, endAt - performance.now())));
  }
  const elapsed = ((await probe.now()) - sinceMs) / 1000;
  const now = await probe.threadSeconds();
  const share = (key: keyof typeof now): string => `${(((now[key] - used[key]) / elapsed) * 100).toFixed(0)} %`;
  const long = await probe.long(sinceMs);
  await probe.sampleHeap();
  const state = await probe.page.getByRole('group', { name: 'State of the list' }).innerText();
  await sender.stop();
  for (const giveUpAt = Date.now() + 10_000; watcher.matched < sender.acknowledged && Date.now() < giveUpAt;) await delay(50);
  watcher.stop();
  const stored = (await storeCount(target)) - before;
  await probe.page.context().close();
  describe(long);

  const heaps = probe.heap.map((sample) => sample.usedMb);
  const nodes = probe.heap.map((sample) => sample.nodes);
  const half = Math.ceil(heaps.length / 2);
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
  const exact = watcher.rows === watcher.delivered && watcher.matched === stored && watcher.wrongFrames === 0 && stored === sender.acknowledged;
  const lines: Line[] = [
    ['watched', `${number(elapsed)} s at ${number(rate)} logs/s`],
    ['tasks over 50 ms', `${long.tasks.length}, longest ${number(Math.max(0, ...long.tasks.map((task) => task.durationMs)))} ms`],
    [
      'main thread: busy, of it CPU; script, layout, style',
      `${share('TaskDuration')}, ${share('ThreadTime')}; ${share('ScriptDuration')}, ${share('LayoutDuration')}, ${share('RecalcStyleDuration')}`,
    ],
    ['heap after collection: first, last, largest', `${heaps[0]?.toFixed(1)}, ${heaps.at(-1)?.toFixed(1)}, ${Math.max(...heaps).toFixed(1)} MB`],
    ['heap, mean of first and second half', `${mean(heaps.slice(0, half)).toFixed(1)}, ${mean(heaps.slice(half)).toFixed(1)} MB`],
    ['DOM nodes: first, last, largest', `${nodes[0]}, ${nodes.at(-1)}, ${Math.max(...nodes)}`],
    ['state at the end', state.replaceAll('\n', ' ')],
    ['acknowledged, failed, stored', `${sender.acknowledged}, ${sender.failed}, ${stored}`],
    ['other client: rows, delivered, skipped, matched', `${watcher.rows}, ${watcher.delivered}, ${watcher.skipped}, ${watcher.matched}`],
    ['accounting', exact ? 'exact' : `WRONG (${watcher.wrongFrames} wrong frames)`],
    ['load average (1 min), lowest and highest', `${loads.toSorted()[0]}, ${loads.toSorted().at(-1)}`],
  ];
  return { lines, exact };
}

const LISTS = [
  ['the marker’s source only', '/explore/?source=bench-marker'],
  ['all logs (markers that the next rows did not push out before they were drawn)', '/explore/'],
] as const;

async function visible(browser: Browser, target: Target, rate: number, seconds: number): Promise<Line[]> {
  const lines: Line[] = [];
  const sender = new SteadyLoad(target);
  sender.start({ rate, requestsASecond: REQUESTS_A_SECOND });
  for (const [name, address] of LISTS) {
    const probe = await PageProbe.open(browser, target, address);
    await delay(5000);
    await probe.watchMarkers();
    const sentAt: number[] = [];
    const calls: Promise<boolean>[] = [];
    for (const endAt = performance.now() + seconds * 1000; performance.now() < endAt;) {
      const marker = sentAt.length;
      sentAt.push(Date.now());
      calls.push(sender.single({ source: 'bench-marker', severity: 'info', message: `marker ${marker} on its way` }));
      await delay(MARKER_EVERY_MS * (0.5 + Math.random())); // not in step with anything
    }
    await Promise.all(calls);
    await delay(2000);
    const seen = await probe.markers();
    const sorted = [...seen].map(([marker, at]) => at - (sentAt[marker] ?? NaN)).toSorted((a, b) => a - b);
    const at = (share: number): string => `${sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? '–'}`;
    lines.push([
      `POST to visible at ${number(rate)} logs/s, ${name}: p50, p90, p99, max`,
      `${at(0.5)}, ${at(0.9)}, ${at(0.99)}, ${at(1)} ms (${seen.size} of ${sentAt.length} markers; load average ${load()})`,
    ]);
    await probe.page.context().close();
  }
  await sender.stop();
  return lines;
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new UsageError(`--${name} must be a number of 0 or more.`);
  return value;
}

await runScript('bench:page', async () => {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const optional = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      rate: text('2000'),
      seconds: text('600'),
      'visible-rate': text('1000'),
      'visible-seconds': text('60'),
      url: optional,
      token: optional,
      email: optional,
      password: optional,
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const chromium = findChromium();
  if (!chromium) throw new UsageError('No Chromium was found: install one, or set CHROMIUM_PATH.');
  if (values.url && !(values.token && values.email && values.password)) throw new UsageError('With --url also give --token, --email and --password.');
  const own = values.url ? undefined : await startAppUnderTest();
  const target: Target = own ?? { url: values.url ?? '', token: values.token ?? '', email: values.email ?? '', password: values.password ?? '' };
  const browser = await launch(chromium);
  try {
    console.log(
      `${os.cpus().length} cores (${os.cpus()[0]?.model ?? 'unknown'}), Node ${process.version}, Chromium ${browser.version()}, load average ${load()}`,
    );
    const [rate, seconds] = [positive('rate', values.rate), positive('seconds', values.seconds)];
    const [visibleRate, visibleSeconds] = [positive('visible-rate', values['visible-rate']), positive('visible-seconds', values['visible-seconds'])];
    const watched = seconds > 0 ? await soak(browser, target, rate, seconds) : { lines: [], exact: true };
    const seen = visibleSeconds > 0 ? await visible(browser, target, visibleRate, visibleSeconds) : [];
    const rows = [...watched.lines, ...seen].map(([figure, value]) => `| ${figure} | ${value} |`);
    console.log(`\n| figure | value |\n|---|---|\n${rows.join('\n')}\n`);
    return watched.exact ? 0 : 1;
  } finally {
    await browser.close();
    await own?.stop();
  }
});
