import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';
import { bufferPool } from '../memory/buffer-pool.js';
import { isStorable, parseJson } from './parse-json.js';

/** Route configuration (`@RouteConfig(RAW_BODY)`) that makes a route get its body as it was sent. */
export const RAW_BODY = { rawBody: true } as const;

/** Route configuration that lets a route also take what an HTML form sends. Nothing else does: a form can come from any site. */
export const FORM_BODY = { formBody: true } as const;

const FORM = /^application\/x-www-form-urlencoded\b/i;

/** Whether a request came as an HTML form sends it. */
export function isForm(request: FastifyRequest): boolean {
  return FORM.test(request.headers['content-type'] ?? '');
}

/** Most bytes of a JSON body of an ordinary call. */
const JSON_BYTES_MAX = 1024 * 1024;

/** Smaller bodies are not worth lending a buffer. */
const POOLED_FROM_BYTES = 32 * 1024;

interface RawBodyOptions {
  /** Most bytes of a raw body as sent. */
  bytesMax: number;
  /** Most bytes of all raw bodies that are being read at one time. */
  bytesInFlightMax: number;
}

const wantsRaw = (request: FastifyRequest): boolean => (request.routeOptions.config as { rawBody?: boolean } | undefined)?.rawBody === true;

const wantsForm = (request: FastifyRequest): boolean =>
  isForm(request) && (request.routeOptions.config as { formBody?: boolean } | undefined)?.formBody === true;

/** Puts the parts of a body together, in a lent buffer when its length is known: see bufferPool. */
class GrowingBody {
  private readonly parts: Buffer[] = [];
  private readonly room: Buffer | undefined;
  private size = 0;

  constructor(announcedBytes: number, bytesMax: number) {
    if (announcedBytes >= POOLED_FROM_BYTES && announcedBytes <= bytesMax) this.room = bufferPool.take(announcedBytes);
  }

  add(part: Buffer): void {
    // Node ends a request that sends more than it announced; a part that does not fit is kept apart all the same.
    if (this.room && this.parts.length === 0 && this.size + part.length <= this.room.length) this.size += part.copy(this.room, this.size);
    else this.parts.push(part);
  }

  whole(): Buffer {
    const begin = this.room?.subarray(0, this.size);
    if (!begin) return this.parts.length === 1 && this.parts[0] ? this.parts[0] : Buffer.concat(this.parts);
    return this.parts.length === 0 ? begin : Buffer.concat([begin, ...this.parts]);
  }
}

function parseForm(text: string): unknown {
  const fields = [...new URLSearchParams(text)];
  if (!fields.flat().every(isStorable)) throw new AppError('bad_request', 'The form has a NUL character or half a character in a field.');
  return Object.fromEntries(fields);
}

/**
 * Reads every body itself: as a Buffer, whatever its content type, on routes with RAW_BODY, as a form too
 * on those with FORM_BODY, and as JSON on all others. What
 * all raw bodies together take in memory is bounded, so that many large senders at once get 503 and not an app without memory.
 */
export function readBodies(fastify: FastifyInstance, options: RawBodyOptions): void {
  let inFlight = 0;

  async function read(request: FastifyRequest, payload: AsyncIterable<Buffer>, bytesMax: number, counted: boolean): Promise<Buffer> {
    const body = new GrowingBody(Number(request.headers['content-length']), bytesMax);
    let size = 0;
    try {
      for await (const part of payload) {
        body.add(part);
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
    } catch (thrown) {
      // Nobody hears this answer; it keeps a sender that went away out of the server's errors.
      throw thrown instanceof AppError ? thrown : new AppError('bad_request', 'The body did not arrive whole.', { cause: thrown });
    } finally {
      if (counted) inFlight -= size;
    }
    return body.whole();
  }

  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', async (request: FastifyRequest, payload: AsyncIterable<Buffer>) => {
    if (wantsRaw(request)) return read(request, payload, options.bytesMax, true);
    const type = request.headers['content-type'] ?? '';
    if (wantsForm(request)) return parseForm((await read(request, payload, JSON_BYTES_MAX, false)).toString('utf8'));
    if (!/^application\/([\w.-]+\+)?json\b/i.test(type)) throw new AppError('unsupported_media_type', 'Send the body as application/json.');
    return parseJson((await read(request, payload, JSON_BYTES_MAX, false)).toString('utf8'));
  });
}
