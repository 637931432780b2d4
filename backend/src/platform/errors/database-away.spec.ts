import { toAppError } from './error-body.js';

const error = (name: string, message: string, code?: string) => Object.assign(new Error(message), { name, ...(code && { code }) });

describe('errors of Prisma', () => {
  it.each([
    error('PrismaClientKnownRequestError', "Can't reach database server at 127.0.0.1:1", 'P1001'),
    error('PrismaClientKnownRequestError', 'Server has closed the connection', 'P1017'),
    error('PrismaClientKnownRequestError', 'Timed out fetching a new connection', 'P2024'),
    error('PrismaClientUnknownRequestError', 'FATAL: the database system is starting up'),
    error('DriverAdapterError', 'terminating connection due to administrator command'),
  ])('say that PostgreSQL is away: $message', (thrown) => {
    expect(toAppError(thrown)).toMatchObject({ code: 'store_unavailable', retryAfterSeconds: 2, cause: thrown });
  });

  it.each([error('PrismaClientKnownRequestError', 'Unique constraint failed', 'P2002'), error('Error', 'connection terminated', 'P1001'), undefined])(
    'or something else: %s',
    (thrown) => expect(toAppError(thrown).code).toBe('internal'),
  );
});
