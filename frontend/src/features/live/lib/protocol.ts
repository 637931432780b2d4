import type { LogView, Severity, SeverityCounts } from '@/lib/api/types';

/** The live protocol, as the server's `live-protocol.ts` has it. */
export type TailMode = 'full' | 'latest' | 'sample' | 'counters';

export interface TailStart {
  query?: string;
  severity?: readonly Severity[];
  source?: readonly string[];
  backfill?: number;
  sinceCursor?: string;
}

export interface ProtocolError {
  code: string;
  message: string;
}

export interface TailFrame {
  tailId: string;
  seq: number;
  cursor: string;
  /** Newest last. */
  logs: LogView[];
  matched: number;
  delivered: number;
  skipped: number;
  mode: TailMode;
  ratio: number;
  backfill?: true;
  /** Another frame of back-fill follows. */
  more?: true;
  /** More arrived than was sent, or the store could not be read. */
  incomplete?: true;
  previousCursor: string;
}

export interface LiveStats {
  at: string;
  received: number;
  counts: SeverityCounts;
  commitDelayMs: number | null;
  /** Sums since each tail started. */
  tails: { tailId: string; matched: number; delivered: number; skipped: number; mode: TailMode }[];
}

export interface ServerEvents {
  'tail:frame': (frame: TailFrame) => void;
  stats: (stats: LiveStats) => void;
  'tail:closed': (closed: { tailId: string; reason: string; cursor: string }) => void;
  'auth:expiring': () => void;
}

export interface ClientEvents {
  'tail:start': (tail: TailStart, ack: (answer: { tailId: string; canonicalQuery: string; cursor: string } | { error: ProtocolError }) => void) => void;
  'tail:ack': (seen: { tailId: string; seq: number }) => void;
  'tail:stop': (tail: { tailId: string }) => void;
  'auth:renew': (next: { token: string }, ack: (answer: { expiresAt: string } | { error: ProtocolError }) => void) => void;
}
