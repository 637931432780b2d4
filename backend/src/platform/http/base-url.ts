import type { FastifyRequest } from 'fastify';
import type { Settings } from '../config/settings.js';

/**
 * Where people reach the platform, without a slash at the end: PUBLIC_URL, else what the request says of itself. The latter is for
 * callers who are signed in: a stranger's `Host` must not end up in a mail.
 */
export function baseUrlOf(settings: Pick<Settings, 'publicUrl'>, request: FastifyRequest): string {
  return settings.publicUrl ?? `${request.protocol}://${request.host}`;
}
