import type { LogView, Severity } from '../logs/log-record.js';

/** Namespace of the live view. The access token goes into the handshake's `auth.token`. */
export const LIVE_NAMESPACE = '/live';

/** How much of what matches is delivered, from everything to nothing but numbers. */
export const TAIL_MODES = ['full', 'latest', 'sample', 'counters'] as const;
export type TailMode = (typeof TAIL_MODES)[number];

export interface TailStart {
  /** Words of the message. */
  query?: string;
  severity?: Severity[];
  source?: string[];
  /** How many logs from before to send first, newest first, at most 500. */
  backfill?: number;
  /** Where an earlier tail of the same filter stopped: what arrived since is sent as back-fill. */
  sinceCursor?: string;
}

export interface TailStarted {
  tailId: string;
  canonicalQuery: string;
}

/**
 * One push. `matched = delivered + skipped` holds for each frame and so for their sums; `delivered` is `logs.length`.
 * Back-filled logs come in frames with `backfill: true` that are not counted in a tail's matches.
 */
export interface TailFrame {
  tailId: string;
  /** Counts up by one from 1; the client acknowledges it. */
  seq: number;
  /** Position in arrival order up to which this frame accounts for; resume with it. */
  cursor: string;
  /** Newest last. */
  logs: LogView[];
  matched: number;
  delivered: number;
  skipped: number;
  mode: TailMode;
  /** Share of matches that this frame delivers, 0-1, as one in `1/ratio`. */
  ratio: number;
  backfill?: true;
  /** With `backfill` after a cut: true when more arrived than was sent; fill from the store. */
  incomplete?: true;
  /** Cursor of the frame before: a gap is (previousCursor, cursor]. */
  previousCursor: string;
}

/** Once a second to every socket of the tenant. */
export interface LiveStats {
  at: string;
  /** Logs of the tenant in the second that ended. */
  received: number;
  counts: Record<Severity, number>;
  /** ms from arrival to commit, mean over that second; null when nothing came. */
  commitDelayMs: number | null;
  tails: { tailId: string; matched: number; delivered: number; skipped: number; mode: TailMode }[];
}
