import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';
import { parseJson } from './parse-json.js';

/** Route configuration (`@RouteConfig(RAW_BODY)`) that makes a route get its body as it was sent. */
export const RAW_BODY = { rawBody: true } as const;

/** Most bytes of a JSON body of an ordinary call. */
const JSON_BYTES_MAX = 1024 * 1024;

interface RawBodyOptions {
  /** Most bytes of a raw body as sent. */
  bytesMax: number;
  /** Most bytes of all raw bodies that are being read at one time. */
  bytesInFlightMax: number;
}

const wantsRaw = (request: FastifyRequest): boolean => (request.routeOptions.config as { rawBody?: boolean } | undefined)?.rawBody === true;

/**
 * Reads every body itself: as a Buffer, whatever its content type, on routes with RAW_BODY, and as JSON on all others. What
 * all raw bodies together take in memory is bounded, so that many large senders at once get 503 and not an app without memory.
 */
export function readBodies(fastify: FastifyInstance, options: RawBodyOptions): void {
  let inFlight = 0;

  async function read(request: FastifyRequest, payload: AsyncIterable<Buffer>, bytesMax: number, counted: boolean): Promise<Buffer> {
    const parts: Buffer[] = [];
    let size = 0;
    try {
      for await (const part of payload) {
        parts.push(part);
        size += part.length;
        if (counted) inFlight += part.length;
        if (size > bytesMax) {
          throw new AppError('payload_too_large', `The body is larger than ${bytesMax} bytes. Send smaller batches.`, { details: { limitBytes: bytesMax } });
        }
        if (counted && inFlight > options.bytesInFlightMax) {
          throw new AppError('overloaded', 'Too much is being received at once. Send again in a moment.', {
            retryAfterSeconds: 1,
            details: { limitBytes: options.bytesInFlightMax },
          });
        }
      }
    } finally {
      if (counted) inFlight -= size;
    }
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts, size);
  }

  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', async (request: FastifyRequest, payload: AsyncIterable<Buffer>) => {
    if (wantsRaw(request)) return read(request, payload, options.bytesMax, true);
    const type = request.headers['content-type'] ?? '';
    if (!/^application\/([\w.-]+\+)?json\b/i.test(type)) throw new AppError('unsupported_media_type', 'Send the body as application/json.');
    return parseJson((await read(request, payload, JSON_BYTES_MAX, false)).toString('utf8'));
  });
}
