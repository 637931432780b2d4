import type { FastifyInstance } from 'fastify';
import { AppError } from '../errors/app-error.js';

/** Closes the app to new work while what is under way is finished. */
export class ShutdownGate {
  private closing = false;

  constructor(private readonly fastify: FastifyInstance) {
    fastify.addHook('onRequest', async (_request, reply) => {
      if (!this.closing) return;
      reply.header('connection', 'close');
      throw new AppError('shutting_down', 'The server is ending. Send again in a moment.', { retryAfterSeconds: 5 });
    });
  }

  /** From now on connections are refused, and requests on open ones get 503 with `Retry-After`. */
  close(): void {
    if (this.closing) return;
    this.closing = true;
    this.fastify.server.close();
    this.fastify.server.closeIdleConnections();
  }
}
