import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { AppError } from '../errors/app-error.js';
import { toErrorBody } from '../errors/error-body.js';

/** Most bytes of the first line and the headers of a request: a query of the longest length, written in percent signs, fits. */
export const HEADER_BYTES_MAX = 64 * 1024;

const HEADERS_TOO_LARGE = 'HPE_HEADER_OVERFLOW';
const TOO_SLOW = 'ERR_HTTP_REQUEST_TIMEOUT';

/** Status line and text for what Node could not read as HTTP. */
function answerFor(code: string | undefined): [string, string] {
  if (code === HEADERS_TOO_LARGE)
    return ['431 Request Header Fields Too Large', `The address and the headers of the request have more than ${HEADER_BYTES_MAX} bytes. Shorten the query.`];
  if (code === TOO_SLOW) return ['408 Request Timeout', 'The request did not arrive in time. Send it again.'];
  return ['400 Bad Request', 'This is no HTTP request that can be read.'];
}

/** Answers what is no HTTP in the one shape of errors, and ends the connection: nothing after it can be trusted. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) return void socket.destroy(error);
  const requestId = randomUUID();
  const [status, message] = answerFor(error.code);
  const body = JSON.stringify(toErrorBody(new AppError('bad_request', message), requestId));
  const headers = [
    `HTTP/1.1 ${status}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    `x-request-id: ${requestId}`,
    'connection: close',
  ];
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
