import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** A signal that aborts when the client of a request goes away before it was answered. */
export const ClientGone = createParamDecorator((_: unknown, context: ExecutionContext): AbortSignal => {
  const { raw } = context.switchToHttp().getRequest<FastifyRequest>();
  const controller = new AbortController();
  raw.socket.once('close', () => controller.abort());
  return controller.signal;
});
