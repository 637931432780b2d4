import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io';
import { AppError } from '../../platform/errors/app-error.js';
import { toAppError, toErrorBody } from '../../platform/errors/error-body.js';
import type { ConnectionSocket, LiveConnection } from './live-connection.js';
import type { LiveStats } from './live-protocol.js';
import { isBackedUp } from './socket-backlog.js';

type Acknowledge = (answer: unknown) => void;

const isAcknowledge = (value: unknown): value is Acknowledge => typeof value === 'function';

/** The access token of a handshake: `auth.token`, or an Authorization header from programs. */
export function handshakeToken(socket: Socket): string | undefined {
  const token: unknown = socket.handshake.auth['token'];
  if (typeof token === 'string' && token !== '') return token;
  return /^Bearer (\S+)$/i.exec(socket.handshake.headers.authorization ?? '')?.[1];
}

/** An error in the form in which Socket.IO refuses a connection: the client finds code and message in `data`. */
export function refusal(thrown: unknown): Error & { data: { code: string; message: string; details?: unknown } } {
  const { code, message, details } = toAppError(thrown);
  return Object.assign(new Error(message), { data: { code, message, ...(details === undefined ? {} : { details }) } });
}

/** What a LiveConnection needs of a Socket.IO socket. */
export function connectionSocket(socket: Socket): ConnectionSocket & { sendStats(stats: LiveStats): void } {
  const isCongested = () => isBackedUp(socket.conn);
  return {
    isCongested,
    sendFrame: (frame) => void socket.emit('tail:frame', frame),
    sendClosed: (closed) => void socket.emit('tail:closed', closed),
    sendExpiring: (expiresAt) => void socket.emit('auth:expiring', { expiresAt }),
    sendStats: (stats) => {
      if (!isCongested()) socket.emit('stats', stats);
    },
    hangUp: (code, message) => {
      socket.emit('auth:ended', { code, message });
      socket.disconnect();
    },
  };
}

/** Answers a client's events. Errors go to the acknowledgement in the one shape of errors; unknown ones are reported too. */
export function answerEvents(socket: Socket, connection: LiveConnection, report: (thrown: unknown, facts: { requestId: string; event: string }) => void): void {
  const handlers: Record<string, (payload: unknown) => unknown> = {
    'tail:start': (payload) => connection.startTail(payload),
    'tail:ack': (payload) => connection.acknowledge(payload),
    'tail:stop': (payload) => connection.stopTail(payload),
    'auth:renew': (payload) => connection.renew(payload),
  };
  socket.onAny(async (event: string, ...values: unknown[]) => {
    const last = values.at(-1);
    const acknowledge = isAcknowledge(last) ? last : undefined;
    try {
      const handler = Object.hasOwn(handlers, event) ? handlers[event] : undefined;
      if (!handler) throw new AppError('bad_request', `There is no event "${event.slice(0, 40)}".`, { details: { events: Object.keys(handlers) } });
      const payload = isAcknowledge(values[0]) ? undefined : values[0];
      const answer = (await handler(payload)) ?? {};
      acknowledge?.(answer);
    } catch (thrown) {
      const requestId = randomUUID();
      const error = toAppError(thrown);
      if (error.code === 'internal') report(thrown, { requestId, event });
      acknowledge?.(toErrorBody(error, requestId));
    }
  });
}
