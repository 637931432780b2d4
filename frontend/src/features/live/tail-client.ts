import { io, type Socket } from 'socket.io-client';
import { accessToken } from '@/lib/api/session';
import { ApiError } from '@/lib/api/error';
import { connectionAfter, type Connection, type ConnectionEvent } from './lib/connection';
import type { ClientEvents, LiveStats, ProtocolError, ServerEvents, TailFrame, TailStart } from './lib/protocol';

const ACK_MS = 8000;
const BACKFILL = 500;

export interface TailEvents {
  /** `resumed` is set for what arrived while the connection was cut. */
  frame(frame: TailFrame, resumed: boolean): void;
  stats(stats: LiveStats, tailId: string | undefined): void;
  connection(state: Connection): void;
  /** More arrived in (from, to] than the server sends after a cut. */
  missed(from: string, to: string): void;
  /** The server refused the tail itself, for example for its query. */
  tailError(error: ProtocolError | undefined): void;
}

/** One socket and one tail on it: starts, follows, notices silence, comes back and asks for what it missed. */
export class TailClient {
  private state: Connection = { phase: 'connecting', since: 0 };
  private socket: Socket<ServerEvents, ClientEvents> | undefined;
  private filter: TailStart | undefined;
  private cursor: string | undefined;
  private tailId: string | undefined;
  private readonly stopped = new Set<string>();
  private unacked = 0;
  private resuming = false;
  private backfillFrom: string | undefined;
  private backfillFirst: string | undefined;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private ticker: ReturnType<typeof setInterval> | undefined;
  private renewedOnce = false;
  private generation = 0;

  constructor(private readonly events: TailEvents) {}

  /** Follows a filter, from the arrival after `cursor` on (from now on, when there is none). */
  start(filter: TailStart, cursor: string | undefined): void {
    this.stop();
    this.filter = filter;
    this.cursor = cursor;
    this.resuming = false;
    if (this.socket?.connected) this.startTail();
    else if (!this.ticker) this.open();
  }

  /** Ends the tail, keeps the socket for the next. */
  stop(): void {
    this.generation++;
    if (this.tailId) {
      this.stopped.add(this.tailId);
      this.socket?.emit('tail:stop', { tailId: this.tailId });
    }
    this.tailId = undefined;
    this.filter = undefined;
  }

  /** Ends everything. */
  close(): void {
    this.stop();
    clearTimeout(this.retryTimer);
    clearInterval(this.ticker);
    this.ticker = undefined;
    window.removeEventListener('online', this.wake);
    document.removeEventListener('visibilitychange', this.wake);
    this.drop();
  }

  /** Tells the server that all frames so far are on the page. */
  acknowledge(): void {
    if (this.unacked === 0 || !this.tailId) return;
    this.socket?.emit('tail:ack', { tailId: this.tailId, seq: this.unacked });
    this.unacked = 0;
  }

  readonly retryNow = (): void => {
    if (this.state.phase !== 'cut') return;
    clearTimeout(this.retryTimer);
    this.dispatch({ type: 'trying' });
    this.connect();
  };

  private open(): void {
    this.state = { phase: 'connecting', since: Date.now() };
    this.events.connection(this.state);
    this.ticker = setInterval(() => this.dispatch({ type: 'tick' }), 1000);
    window.addEventListener('online', this.wake);
    document.addEventListener('visibilitychange', this.wake);
    this.connect();
  }

  /** After sleep or in a tab that comes back, timers are late: look at once. */
  private readonly wake = (): void => {
    if (document.visibilityState !== 'visible') return;
    this.dispatch({ type: 'tick' });
    this.retryNow();
  };

  private connect(): void {
    this.drop();
    const socket: Socket<ServerEvents, ClientEvents> = io('/live', {
      transports: ['websocket', 'polling'],
      tryAllTransports: true, // long polling where a proxy breaks WebSocket
      reconnection: false, // the waits are ours, so that the page can name them
      forceNew: true,
      timeout: ACK_MS,
      auth: (give) => {
        accessToken().then(
          (token) => give({ token }),
          () => give({}),
        );
      },
    });
    this.socket = socket;
    socket.on('connect', () => {
      this.renewedOnce = false;
      this.dispatch({ type: 'open', transport: socket.io.engine.transport.name });
      socket.io.engine.on('upgrade', (transport) => this.dispatch({ type: 'open', transport: transport.name }));
      this.startTail();
    });
    socket.on('connect_error', (error) => void this.refused(socket, error));
    socket.on('disconnect', () => this.socket === socket && this.dispatch({ type: 'closed' }));
    socket.on('tail:frame', (frame) => this.frame(frame));
    socket.on('stats', (stats) => {
      this.dispatch({ type: 'heard' });
      this.events.stats(stats, this.tailId);
    });
    socket.on('tail:closed', ({ tailId }) => {
      if (tailId !== this.tailId) return;
      this.resuming = true; // this page was away for long: go on from where it was
      this.startTail();
    });
    socket.on('auth:expiring', () => void this.renew(socket));
  }

  private async refused(socket: Socket, error: Error & { data?: { code?: string } }): Promise<void> {
    if (this.socket !== socket) return;
    if (error.data?.code !== 'unauthenticated' || this.renewedOnce) return this.dispatch({ type: 'failed' });
    this.renewedOnce = true; // the token may have ended while this page slept
    try {
      await accessToken({ renew: true });
      if (this.socket === socket) this.connect();
    } catch (cause) {
      this.dispatch({ type: cause instanceof ApiError && cause.denied ? 'refused' : 'failed' });
    }
  }

  private async renew(socket: Socket<ServerEvents, ClientEvents>): Promise<void> {
    const token = await accessToken({ renew: true }).catch(() => undefined);
    if (token) socket.emit('auth:renew', { token }, () => undefined);
  }

  private startTail(): void {
    const { filter, socket, cursor } = this;
    if (!filter || !socket) return;
    const generation = ++this.generation;
    this.backfillFrom = cursor;
    this.backfillFirst = undefined;
    if (this.tailId) this.stopped.add(this.tailId);
    this.tailId = undefined;
    this.unacked = 0;
    const tail: TailStart = { ...filter, ...(cursor ? { sinceCursor: cursor, backfill: BACKFILL } : { backfill: 50 }) };
    socket.timeout(ACK_MS).emit('tail:start', tail, (late, answer) => {
      if (generation !== this.generation || socket !== this.socket) return;
      if (late) {
        this.drop();
        this.dispatch({ type: 'closed' });
      } else if ('error' in answer) this.events.tailError(answer.error);
      else {
        this.tailId = answer.tailId;
        this.cursor ??= answer.cursor;
        this.events.tailError(undefined);
      }
    });
  }

  private frame(frame: TailFrame): void {
    this.dispatch({ type: 'heard' });
    if (this.stopped.has(frame.tailId) || !this.filter || (this.tailId !== undefined && frame.tailId !== this.tailId)) return;
    this.tailId = frame.tailId;
    this.unacked = frame.seq;
    this.cursor = frame.cursor;
    this.events.frame(frame, this.resuming && frame.backfill === true);
    if (frame.backfill) {
      this.backfillFirst ??= frame.logs[0]?.id;
      if (frame.incomplete) this.events.missed(this.backfillFrom ?? frame.previousCursor, this.backfillFirst ?? frame.cursor);
    }
  }

  private dispatch(event: ConnectionEvent): void {
    const before = this.state;
    this.state = connectionAfter(before, event, Date.now(), Math.random());
    if (this.state.phase === 'cut' && (before.phase !== 'cut' || this.state.attempt !== before.attempt)) {
      this.resuming = true;
      this.drop();
      clearTimeout(this.retryTimer);
      this.retryTimer = setTimeout(this.retryNow, (this.state.nextAt ?? Date.now()) - Date.now());
    }
    // Being heard changes only a time that the page need not draw ten times a second.
    if (this.state !== before && !(event.type === 'heard' && before.phase === 'live')) this.events.connection(this.state);
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = undefined;
    socket?.removeAllListeners();
    socket?.disconnect();
  }
}
