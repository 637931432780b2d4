import type { TrafficTotals } from './send-traffic.ts';

/** What the progress line tells. */
export interface ProgressInput {
  totals: TrafficTotals;
  retries: () => number;
  /** For the past: its range, so that the share done can be told. */
  range?: { fromMs: number; toMs: number };
}

const number = new Intl.NumberFormat('en');

/** Text of a progress line. `perSecond` is the rate since the last one. */
export function progressText(input: ProgressInput, perSecond: number, nowMs: number): string {
  const { totals, range } = input;
  const place = range
    ? `history ${Math.min(100, Math.max(0, ((totals.atMs - range.fromMs) / (range.toMs - range.fromMs)) * 100)).toFixed(0)} %`
    : `live, ${(Math.max(0, nowMs - totals.atMs) / 1000).toFixed(1)} s behind`;
  return `${place} · ${number.format(totals.sent)} sent · ${number.format(Math.round(perSecond))}/s · ${number.format(totals.rejected)} rejected · ${number.format(input.retries())} retries`;
}

/** Shows progress until the given function is called: one line that is rewritten on a terminal, else a line each five seconds. */
export function showProgress(input: ProgressInput, out: NodeJS.WriteStream): () => void {
  let lastMs = Date.now();
  let lastSent = input.totals.sent;
  const show = (): void => {
    const now = Date.now();
    const text = progressText(input, ((input.totals.sent - lastSent) * 1000) / Math.max(1, now - lastMs), now);
    lastMs = now;
    lastSent = input.totals.sent;
    out.write(out.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
  };
  const timer = setInterval(show, out.isTTY ? 1_000 : 5_000);
  return () => {
    clearInterval(timer);
    if (out.isTTY) out.write('\r\u001b[K');
  };
}
