import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const REQUEST_ID = /^[\w.-]{1,64}$/;
/** Characters that mean nothing to a log, a header, a page or a shell. */
const CORRELATION_ID = /^[\w.:/+=@-]{1,128}$/;

type WithHeaders = Pick<IncomingMessage, 'headers'>;

function headerThat(request: WithHeaders, name: string, acceptable: RegExp): string | undefined {
  const given = request.headers[name];
  return typeof given === 'string' && acceptable.test(given) ? given : undefined;
}

/** The id of a request: the one that a proxy in front gave it (`X-Request-Id`), when it is harmless, or a new one. */
export function requestIdOf(request: WithHeaders): string {
  return headerThat(request, 'x-request-id', REQUEST_ID) ?? randomUUID();
}

/**
 * What joins the requests of one undertaking (`X-Correlation-Id`): what the caller gave, when it is 1-128 safe characters, or else
 * the id of this request. One that is not safe is left out, not refused: no log is lost for a header that only helps to find it.
 */
export function correlationIdOf(request: WithHeaders, requestId: string): string {
  return headerThat(request, 'x-correlation-id', CORRELATION_ID) ?? requestId;
}
