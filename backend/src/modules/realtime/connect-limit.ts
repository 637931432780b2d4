import type { IncomingHttpHeaders } from 'node:http';
import type { Principal } from '../../platform/http/principal.js';

/** What the live view needs of the limits of calls. */
export interface ConnectLimit {
  /** Counts one connect. @throws AppError rate_limited */
  take(principal: Principal | undefined, handshake: { address: string; headers: IncomingHttpHeaders }): Promise<void>;
}

export const CONNECT_LIMIT = Symbol('CONNECT_LIMIT');
