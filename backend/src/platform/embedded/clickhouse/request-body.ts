import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { EngineError, ENGINE_CODE } from './engine-error.js';

/** Unpacked. Above the largest batch that the platform writes. */
export const BODY_BYTES_MAX = 192 * 1024 * 1024;
/** Of all requests together, so that bodies that wait cannot fill the memory. */
const HELD_BYTES_MAX = 512 * 1024 * 1024;

/** Counts the bytes of bodies that are held. */
export class BodyBudget {
  private held = 0;

  take(bytes: number): void {
    if (this.held + bytes > HELD_BYTES_MAX) {
      throw EngineError.of(ENGINE_CODE.tooManyQueries, 'TOO_MANY_SIMULTANEOUS_QUERIES', 'Too many bytes wait for the engine. Try again later.');
    }
    this.held += bytes;
  }

  give(bytes: number): void {
    this.held -= bytes;
  }
}

function unpacked(request: IncomingMessage): Readable {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity' || encoding === '') return request;
  if (encoding !== 'gzip' && encoding !== 'deflate') {
    throw EngineError.of(ENGINE_CODE.badArguments, 'BAD_ARGUMENTS', `The content encoding ${encoding} is not supported: use gzip or none.`);
  }
  const unzip = encoding === 'gzip' ? createGunzip() : createInflate();
  request.once('error', (error) => unzip.destroy(error));
  return request.pipe(unzip);
}

/** Reads the body of a request as it is, unpacked; the caller gives the bytes back to the budget. */
export async function readBody(request: IncomingMessage, budget: BodyBudget): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of unpacked(request)) {
      if (!Buffer.isBuffer(chunk)) continue;
      budget.take(chunk.length);
      bytes += chunk.length;
      if (bytes > BODY_BYTES_MAX) {
        throw EngineError.of(ENGINE_CODE.badArguments, 'BAD_ARGUMENTS', `The body has more than ${BODY_BYTES_MAX} bytes: send it in parts.`);
      }
      chunks.push(chunk);
    }
  } catch (thrown) {
    budget.give(bytes);
    throw thrown;
  }
  return Buffer.concat(chunks, bytes);
}
