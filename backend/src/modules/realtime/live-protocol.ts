import type { LogView, Severity } from '../logs/log-record.js';

/**
 * The live view on the wire (Socket.IO). The access token goes into the handshake's `auth.token`; a connection without a good
 * one is refused with `data.code`. Every error answer has the one shape of errors, `{error: {code, message, requestId}}`.
 *
 * client → server (each takes an acknowledgement callback)
 *   tail:start TailStart → TailStarted     tail:ack {tailId, seq}: everything up to seq was shown
 *   tail:stop {tailId} → TailTotals        auth:renew {token} → {expiresAt}
 * server → client
 *   tail:frame TailFrame     tail:closed TailClosed     stats LiveStats (each second; it is the heartbeat too)
 *   auth:expiring {expiresAt} 60 s before the token ends     auth:ended {code, message} just before the server hangs up
 *
 * A page that was cut off starts its tail again with the `cursor` of the last frame it has. What arrived since then comes as
 * back-fill; its begin overlaps by 5 s, because several instances commit out of order, so the page drops the ids it knows.
 */
export const LIVE_NAMESPACE = '/live';

/** How much of what matches is delivered, from everything to nothing but numbers. */
export const TAIL_MODES = ['full', 'latest', 'sample', 'counters'] as const;
export type TailMode = (typeof TAIL_MODES)[number];

export interface TailStart {
  /** As in the search box. */
  query?: string;
  severity?: Severity[];
  source?: string[];
  /** How many logs from before to send first, the newest ones, at most 500. */
  backfill?: number;
  /** Where an earlier tail of the same filter stopped: what arrived since is sent as back-fill, whatever `backfill` says. */
  sinceCursor?: string;
  /** Most logs a second that the page wants; 0 asks for numbers only. Without it there is no such limit. */
  maxRowsPerSecond?: number;
}

export interface TailStarted {
  tailId: string;
  canonicalQuery: string;
  /** Position in arrival order where this tail begins: resume with it as long as no frame has come. */
  cursor: string;
}

/**
 * One push. `matched = delivered + skipped` holds for each frame and so for their sums; `delivered` is `logs.length`.
 * Back-filled logs come first, in frames with `backfill: true` (at least one when back-fill was asked for, also when nothing
 * was found). They count in their own frames, not in the tail's matches, and are not sent again as live ones.
 */
export interface TailFrame {
  tailId: string;
  /** Counts up by one from 1; the client acknowledges it. */
  seq: number;
  /** Position in arrival order up to which this frame accounts for; it never goes back. Resume with it. */
  cursor: string;
  /** Newest last. */
  logs: LogView[];
  matched: number;
  delivered: number;
  skipped: number;
  mode: TailMode;
  /** Share of matches that this frame delivers, 0-1: delivered / matched. */
  ratio: number;
  backfill?: true;
  /** With `backfill`: another frame of back-fill follows. */
  more?: true;
  /** With `backfill` after a cut: more arrived than was sent, or the store could not be read; fill (previousCursor, cursor] from the store. */
  incomplete?: true;
  /** With `incomplete`: why the store could not be read. */
  error?: { code: string; message: string };
  /** Cursor of the frame before: a gap is (previousCursor, cursor]. */
  previousCursor: string;
}

/** Sums of a tail's live frames. `matched` may be larger than the sum of the others: the rest waits to be sent. */
export interface TailTotals {
  matched: number;
  delivered: number;
  skipped: number;
}

/** The server ended a tail; the socket stays. What was still waiting counts as skipped in the totals. */
export interface TailClosed extends TailTotals {
  tailId: string;
  /** `unacknowledged`: frames were not acknowledged for 60 s. `access_changed`: the renewed token may see something else; start again. */
  reason: 'unacknowledged' | 'access_changed';
  cursor: string;
}

/** Once a second to every socket: numbers of the logs that its user may see. */
export interface LiveStats {
  at: string;
  /** Logs in the second that ended. */
  received: number;
  counts: Record<Severity, number>;
  /** ms from arrival to commit, mean over that second; null when nothing came. */
  commitDelayMs: number | null;
  /** This socket's tails, with their sums since they started. */
  tails: (TailTotals & { tailId: string; mode: TailMode })[];
}
