import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';

/** A task of the page's main thread that took long (ms since the page was opened). */
export interface LongTask {
  startMs: number;
  durationMs: number;
  attribution: string;
}

/** A frame that took long, taken apart: script, style and layout (ms). */
export interface LongFrame {
  startMs: number;
  durationMs: number;
  scriptMs: number;
  styleAndLayoutMs: number;
  scripts: string[];
}

export interface HeapSample {
  atMs: number;
  usedMb: number;
  nodes: number;
  listeners: number;
}

/** What the probe keeps in the page, as `window.benchProbe`. */
interface Kept {
  longTasks: LongTask[];
  longFrames: LongFrame[];
  seen: [marker: number, atEpochMs: number][];
}
declare global {
  interface Window {
    benchProbe: Kept;
  }
}

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

export const launch = (executablePath: string): Promise<Browser> => chromium.launch({ executablePath, args: ARGS });

/** A page whose main thread, memory and rows are watched. */
export class PageProbe {
  readonly heap: HeapSample[] = [];
  /** Collections that this probe forced: [start, end], ms since the page was opened. */
  private readonly forced: [number, number][] = [];

  readonly page: Page;
  private readonly cdp: CDPSession;

  private constructor(page: Page, cdp: CDPSession) {
    this.page = page;
    this.cdp = cdp;
  }

  /** Signs in and opens an address of the dashboard. */
  static async open(browser: Browser, app: { url: string; email: string; password: string }, address: string): Promise<PageProbe> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript(watchMainThread);
    await page.goto(`${app.url}/login/?next=${encodeURIComponent(address)}`);
    await page.getByLabel('E-mail').fill(app.email);
    await page.getByLabel('Password', { exact: true }).fill(app.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page
      .getByRole('grid')
      .or(page.getByRole('heading', { name: /^No logs/ }))
      .waitFor({ timeout: 30_000 });
    const cdp = await context.newCDPSession(page);
    await cdp.send('Performance.enable');
    await cdp.send('HeapProfiler.enable');
    return new PageProbe(page, cdp);
  }

  now(): Promise<number> {
    return this.page.evaluate(() => performance.now());
  }

  /** Collects garbage, then notes what is left. */
  async sampleHeap(): Promise<HeapSample> {
    const from = await this.now();
    await this.cdp.send('HeapProfiler.collectGarbage');
    this.forced.push([from, await this.now()]);
    const { metrics } = await this.cdp.send('Performance.getMetrics');
    const metric = (name: string): number => metrics.find((one) => one.name === name)?.value ?? 0;
    const sample = { atMs: from, usedMb: metric('JSHeapUsedSize') / 1e6, nodes: metric('Nodes'), listeners: metric('JSEventListeners') };
    this.heap.push(sample);
    return sample;
  }

  /** Seconds that the main thread has spent so far, by kind. */
  async threadSeconds(): Promise<Record<'TaskDuration' | 'ScriptDuration' | 'LayoutDuration' | 'RecalcStyleDuration' | 'ThreadTime', number>> {
    const { metrics } = await this.cdp.send('Performance.getMetrics');
    const metric = (name: string): number => metrics.find((one) => one.name === name)?.value ?? 0;
    return {
      TaskDuration: metric('TaskDuration'),
      ScriptDuration: metric('ScriptDuration'),
      LayoutDuration: metric('LayoutDuration'),
      RecalcStyleDuration: metric('RecalcStyleDuration'),
      ThreadTime: metric('ThreadTime'),
    };
  }

  /** Long tasks and frames since a time, without those in which the probe itself collected garbage. */
  async long(sinceMs: number): Promise<{ tasks: LongTask[]; frames: LongFrame[] }> {
    const { longTasks, longFrames } = await this.page.evaluate(() => window.benchProbe);
    const counts = (one: { startMs: number; durationMs: number }): boolean =>
      one.startMs >= sinceMs && !this.forced.some(([from, to]) => one.startMs < to && one.startMs + one.durationMs > from);
    return { tasks: longTasks.filter(counts), frames: longFrames.filter(counts) };
  }

  /** From now on notes when a row with `marker <n>` in its message is on screen. */
  async watchMarkers(): Promise<void> {
    await this.page.evaluate(watchRows);
  }

  async markers(): Promise<Map<number, number>> {
    return new Map(await this.page.evaluate(() => window.benchProbe.seen));
  }
}

/** Runs in the page before anything else. */
function watchMainThread(): void {
  const kept: Kept = { longTasks: [], longFrames: [], seen: [] };
  window.benchProbe = kept;
  interface Script {
    invoker: string;
    sourceFunctionName: string;
    duration: number;
  }
  type Entry = PerformanceEntry & { attribution?: { containerType: string; name: string }[]; scripts?: Script[]; styleAndLayoutStart?: number };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Entry[]) {
      const attribution = (entry.attribution ?? []).map((one) => `${one.name} ${one.containerType}`).join();
      kept.longTasks.push({ startMs: entry.startTime, durationMs: entry.duration, attribution: `${entry.name} ${attribution}` });
    }
  }).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Entry[]) {
      const scripts = entry.scripts ?? [];
      kept.longFrames.push({
        startMs: entry.startTime,
        durationMs: entry.duration,
        scriptMs: scripts.reduce((sum, script) => sum + script.duration, 0),
        styleAndLayoutMs: entry.styleAndLayoutStart ? entry.startTime + entry.duration - entry.styleAndLayoutStart : 0,
        scripts: scripts.map((script) => `${script.invoker} ${script.sourceFunctionName} ${Math.round(script.duration)} ms`),
      });
    }
  }).observe({ type: 'long-animation-frame', buffered: true });
}

/** Runs in the page. The time is that after the frame which shows the row was drawn. */
function watchRows(): void {
  const { seen } = window.benchProbe;
  const known = new Set<number>();
  new MutationObserver(() => {
    const found: number[] = [];
    for (const cell of document.querySelectorAll('.lr .ms')) {
      const number = Number(/^marker (\d+)/.exec(cell.textContent ?? '')?.[1] ?? NaN);
      if (Number.isNaN(number) || known.has(number)) continue;
      known.add(number);
      found.push(number);
    }
    if (found.length === 0) return;
    requestAnimationFrame(() => {
      const drawn = new MessageChannel();
      drawn.port1.onmessage = () => found.forEach((number) => seen.push([number, Date.now()]));
      drawn.port2.postMessage(0);
    });
  }).observe(document.body, { childList: true, characterData: true, subtree: true });
}
