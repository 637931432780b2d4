import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';
import { AppError } from '../../../platform/errors/app-error.js';
import { errorCode } from '../../../platform/errors/error-facts.js';

/** Most bytes of a body, as sent and unpacked. */
export const BODY_BYTES_MAX = 64 * 1024 * 1024;

const UNPACKERS = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
} as const;

const isKnown = (name: string): name is keyof typeof UNPACKERS => Object.hasOwn(UNPACKERS, name);

/**
 * Unpacks a body by its content-encoding.
 * @throws AppError payload_too_large when it unpacks to more than 64 MiB, unsupported_media_type, bad_request when it is damaged
 */
export async function unpack(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  const name = (encoding ?? 'identity').trim().toLowerCase();
  if (name === 'identity' || name === '') return body;
  if (!isKnown(name)) {
    throw new AppError('unsupported_media_type', `Content-Encoding "${name.slice(0, 40)}" is not known. Send gzip, deflate, br, zstd or none.`);
  }
  try {
    return await UNPACKERS[name](body, { maxOutputLength: BODY_BYTES_MAX });
  } catch (thrown) {
    if (errorCode(thrown) === 'ERR_BUFFER_TOO_LARGE') {
      throw new AppError('payload_too_large', 'The body unpacks to more than 64 MiB. Send smaller batches.', { details: { limitBytes: BODY_BYTES_MAX } });
    }
    throw new AppError('bad_request', `The body is not valid ${name}, or it was cut off.`);
  }
}
