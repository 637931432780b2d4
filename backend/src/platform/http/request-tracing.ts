import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { runInRequest } from '../telemetry/request-context.js';
import { correlationIdOf } from './request-id.js';

const USER_AGENT_LENGTH_MAX = 512;

/** Names the request in its answer. @returns its correlation id */
export function addTraceHeaders(request: FastifyRequest, reply: FastifyReply): string {
  const correlationId = correlationIdOf(request, request.id);
  reply.header('x-request-id', request.id).header('x-correlation-id', correlationId);
  return correlationId;
}

/** Every answer carries the ids of its request, and what runs for it can ask for them. The first hook, so that none is without. */
export function traceRequests(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const correlationId = addTraceHeaders(request, reply);
    const userAgent = (request.headers['user-agent'] ?? '').slice(0, USER_AGENT_LENGTH_MAX);
    runInRequest({ requestId: request.id, correlationId, address: request.ip, userAgent }, done);
  });
}
