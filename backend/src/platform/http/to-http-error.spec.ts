import { ForbiddenException, NotFoundException } from '@nestjs/common';
import { AppError } from '../errors/app-error.js';
import { toHttpError } from './to-http-error.js';

describe('toHttpError', () => {
  it('keeps an error of the platform', () => {
    const error = new AppError('overloaded', 'Wait.', { retryAfterSeconds: 2 });
    expect(toHttpError(error)).toBe(error);
  });

  it('gives errors of Nest their code', () => {
    expect(toHttpError(new NotFoundException('Cannot GET /x'))).toMatchObject({ code: 'not_found', message: 'There is nothing at GET /x' });
    expect(toHttpError(new ForbiddenException())).toMatchObject({ code: 'forbidden', status: 403 });
  });

  it('gives errors of Fastify plain words', () => {
    const error = Object.assign(new Error('Body is too large'), { statusCode: 413, code: 'FST_ERR_CTP_BODY_TOO_LARGE' });
    expect(toHttpError(error)).toMatchObject({ code: 'payload_too_large', message: 'The body is too large. Send smaller batches.' });
  });

  it.each([new Error('secret text'), Object.assign(new Error('secret text'), { statusCode: 500 }), 'secret text', undefined])('hides %p', (thrown) => {
    const error = toHttpError(thrown);
    expect(error.code).toBe('internal');
    expect(error.message).not.toContain('secret');
  });
});
