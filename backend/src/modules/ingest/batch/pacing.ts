/** How writes to the store are spaced and how large they get. Times in ms. */
export interface Pacing {
  /** Least time between the starts of two writes: 12 a second. */
  intervalMs: number;
  /** The same while much arrives: each write costs the store about 80 ms of CPU whatever its size, most of it later merges. */
  busyIntervalMs: number;
  /** A write of so many rows means that much arrives. */
  busyRows: number;
  /** So many rows, or bytes, waiting: write without delay. */
  fullRows: number;
  fullBytes: number;
  /** Most writes at one time: the second one only when so much waits that it is full by itself. */
  writesMax: number;
  /** Largest batch. */
  batchRowsMax: number;
  batchBytesMax: number;
}

export const PACING: Pacing = {
  intervalMs: 80,
  busyIntervalMs: 300,
  busyRows: 1500,
  fullRows: 28_000,
  fullBytes: 24 * 1024 * 1024,
  writesMax: 2,
  batchRowsMax: 50_000,
  batchBytesMax: 32 * 1024 * 1024,
};

export interface PacingState {
  waitingRows: number;
  waitingBytes: number;
  /** Rows of the last write, and when it began. */
  lastRows: number;
  lastStartMs: number;
  /** Writes that are on their way. */
  writes: number;
}

/**
 * How long the next write waits from now: nothing when the store has been idle or enough has gathered; Infinity when it must
 * wait for the end of a write, or for more to gather.
 */
export function delayBeforeWrite(state: PacingState, nowMs: number, pacing: Pacing = PACING): number {
  if (state.writes >= pacing.writesMax) return Infinity;
  if (state.waitingRows >= pacing.fullRows || state.waitingBytes >= pacing.fullBytes) return 0;
  if (state.writes > 0) return Infinity;
  const interval = state.lastRows >= pacing.busyRows ? pacing.busyIntervalMs : pacing.intervalMs;
  return Math.max(0, state.lastStartMs + interval - nowMs);
}
