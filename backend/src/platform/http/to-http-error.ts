import { HttpException } from '@nestjs/common';
import { AppError, ERROR_STATUS, type ErrorCode } from '../errors/app-error.js';
import { toAppError } from '../errors/error-body.js';
import { explainPrismaError } from '../prisma/explain-prisma-error.js';

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'bad_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  422: 'query_too_expensive',
  429: 'rate_limited',
  503: 'overloaded',
  504: 'query_timeout',
};

/** Plain words for the errors that Fastify itself raises; their own text is written for programmers. */
const FASTIFY_MESSAGES: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is too large. Send smaller batches.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'Send the body as application/json.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The body is not as long as its Content-Length says.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty.',
  FST_ERR_BAD_URL: 'The address of the request cannot be read.',
};

function statusOf(thrown: unknown): number | undefined {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (typeof thrown === 'object' && thrown !== null && 'statusCode' in thrown && typeof thrown.statusCode === 'number') return thrown.statusCode;
  return undefined;
}

/**
 * Gives the platform's error for whatever a handler, a guard, Nest or Fastify has thrown. Client errors of the framework keep
 * their status; everything unknown becomes `internal` without its text.
 */
export function toHttpError(thrown: unknown): AppError {
  const status = statusOf(thrown);
  if (thrown instanceof AppError || status === undefined || status >= 500 || !(thrown instanceof Error))
    return explainPrismaError(thrown) ?? toAppError(thrown);
  const code = CODE_OF_STATUS[status] ?? 'bad_request';
  const fastifyCode = 'code' in thrown ? String(thrown.code) : '';
  const message = thrown instanceof HttpException ? thrown.message.replace(/^Cannot /, 'There is nothing at ') : FASTIFY_MESSAGES[fastifyCode];
  return new AppError(code, message ?? `The request was refused (${ERROR_STATUS[code]}).`, { cause: thrown });
}
