import type { LiveRow } from './live-row.js';
import type { TailClosed, TailFrame } from './live-protocol.js';
import type { TailSession } from './tail-session.js';

/** How long to wait when the socket itself is congested. */
const CONGESTED_RETRY_MS = 100;

/** What a tail needs of its socket. */
export interface TailSocket {
  sendFrame(frame: TailFrame): void;
  /** True while so much waits in the socket that more would only fill memory. */
  isCongested(): boolean;
}

/** Drives a session: asks it for frames when they are due, never inside the call that brought the matches. */
export class LiveTail {
  private timer: NodeJS.Timeout | undefined;
  private timerAtMs = Number.POSITIVE_INFINITY;
  private immediate: NodeJS.Immediate | undefined;
  private ended = false;

  constructor(
    readonly session: TailSession,
    private readonly socket: TailSocket,
    private readonly now: () => number,
  ) {}

  /** Takes matches of the hub; quick, because the hub calls it while a batch of ingest is under way. */
  readonly offer = (rows: readonly LiveRow[]): void => {
    this.session.offer(rows, this.now());
    this.wake();
  };

  acknowledge(seq: number): void {
    this.session.acknowledge(seq);
    this.wake();
  }

  /** Once a second; gives the reason when the tail has to end. */
  tick(): TailClosed | undefined {
    const closed = this.session.tick(this.now());
    if (!closed) this.wake();
    return closed;
  }

  end(): void {
    this.ended = true;
    clearTimeout(this.timer);
    clearImmediate(this.immediate);
  }

  /** Plans the next frame. */
  wake(): void {
    if (this.ended || this.immediate) return;
    const nowMs = this.now();
    const dueAtMs = this.session.dueAtMs(nowMs);
    if (dueAtMs === undefined) return;
    if (dueAtMs <= nowMs && this.timer === undefined) this.immediate = setImmediate(this.flush);
    else this.wakeAt(Math.max(dueAtMs, nowMs));
  }

  private wakeAt(atMs: number): void {
    if (this.timer !== undefined && this.timerAtMs <= atMs) return;
    clearTimeout(this.timer);
    this.timerAtMs = atMs;
    this.timer = setTimeout(this.flush, Math.ceil(atMs - this.now()));
  }

  private readonly flush = (): void => {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.immediate = undefined;
    if (this.ended) return;
    if (this.socket.isCongested()) return this.wakeAt(this.now() + CONGESTED_RETRY_MS);
    const frame = this.session.poll(this.now());
    if (frame) this.socket.sendFrame(frame);
    this.wake();
  };
}
