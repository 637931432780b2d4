import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../errors/app-error.js';
import { toErrorBody } from '../errors/error-body.js';
import { errorCode } from '../errors/error-facts.js';

/** Most bytes of the first line and the headers of a request: a query of the longest length, written in percent signs, fits. */
export const HEADER_BYTES_MAX = 64 * 1024;

const REASONS: Readonly<Record<string, readonly [status: number, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, `The address and the headers of the request have more than ${HEADER_BYTES_MAX} bytes. Shorten the query.`],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time. Send it again.'],
};

/** Answers what the HTTP parser could not read, in the one shape of errors, and hangs up: no route ever sees such a request. */
export function answerClientError(error: Error, socket: Socket): void {
  const code = errorCode(error) ?? '';
  if (code === 'ECONNRESET' || socket.destroyed) return;
  const [status, message] = REASONS[code] ?? [400, 'This is no HTTP request that can be read.'];
  const body = JSON.stringify(toErrorBody(new AppError('bad_request', message), randomUUID()));
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`;
  if (socket.writable) socket.write(head + body);
  socket.destroy(error);
}
