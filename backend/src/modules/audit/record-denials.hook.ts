import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { AuthenticatedRequest } from '../../platform/http/principal.js';
import { refusalOf } from '../../platform/http/refusals.js';
import { actorOf, originOf } from './audit-log.service.js';
import { DenialLog } from './denial-log.service.js';

/** These come with every page that was left open for a quarter of an hour; they say nothing about an attack. */
const USUAL_REASONS = new Set<unknown>(['expired', 'signed_out']);

const showsCredential = ({ headers }: AuthenticatedRequest): boolean => headers.authorization !== undefined || headers['x-api-key'] !== undefined;

function reasonOf(details: unknown): unknown {
  return typeof details === 'object' && details !== null && 'reason' in details ? details.reason : undefined;
}

/** Ids of the address, which say what was reached for. Other parts of addresses may be secrets, such as those of invitations. */
function idsOf({ params }: AuthenticatedRequest): Record<string, string> {
  if (typeof params !== 'object' || params === null) return {};
  return Object.fromEntries(Object.entries(params).flatMap(([name, value]) => (/(^i|I)d$/.test(name) ? [[name, String(value).slice(0, 64)]] : [])));
}

/** Writes down every answer of 403, and every key or token that was refused, whoever refused it. */
@Injectable()
export class RecordDenialsHook implements OnModuleInit {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly denials: DenialLog,
  ) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.adapterHost.httpAdapter.getInstance();
    fastify.addHook('onResponse', (request, reply, done) => {
      if (reply.statusCode === 403) this.record(request, 'access.denied');
      else if (reply.statusCode === 401 && this.isTried(request)) this.record(request, 'access.credential-refused');
      done();
    });
  }

  private isTried(request: AuthenticatedRequest): boolean {
    return showsCredential(request) && !USUAL_REASONS.has(reasonOf(refusalOf(request)?.details));
  }

  private record(request: AuthenticatedRequest, action: string): void {
    const { principal, method, routeOptions } = request;
    this.denials.record({
      tenant: principal?.tenant ?? null,
      actor: actorOf(principal),
      action,
      outcome: 'denied',
      target: { kind: 'route', id: `${method} ${routeOptions.url ?? ''}` },
      after: { reason: refusalOf(request)?.message ?? '', ...idsOf(request) },
      origin: originOf(request),
    });
  }
}
