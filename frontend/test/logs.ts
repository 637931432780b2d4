import type { LogView } from '../src/lib/api/types';
import type { TailFrame } from '../src/features/live/lib/protocol';

/** The n-th log by arrival; later numbers sort later. */
export function aLog(n: number, overrides: Partial<LogView> = {}): LogView {
  const at = new Date(Date.UTC(2026, 10, 21, 9, 0, 0) + n * 10).toISOString();
  return {
    id: `0000${String(n).padStart(12, '0')}`,
    timestamp: at,
    observedAt: at,
    source: 'shop',
    severity: 'info',
    severityNumber: 9,
    message: `message ${n}`,
    metadata: {},
    ingest: 'http',
    ...overrides,
  };
}

/** Logs from…to, newest last, as frames have them. */
export const logsOf = (from: number, to: number): LogView[] => Array.from({ length: to - from + 1 }, (_, index) => aLog(from + index));

export const idOf = (n: number): string => aLog(n).id;

export function aFrame(seq: number, logs: LogView[], overrides: Partial<TailFrame> = {}): TailFrame {
  const last = logs[logs.length - 1];
  return {
    tailId: 't',
    seq,
    cursor: last?.id ?? idOf(seq),
    previousCursor: idOf(0),
    logs,
    matched: logs.length,
    delivered: logs.length,
    skipped: 0,
    mode: 'full',
    ratio: 1,
    ...overrides,
  };
}
