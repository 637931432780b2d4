import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { AuthenticatedRequest } from '../../platform/http/principal.js';
import { refusalOf } from '../../platform/http/refusals.js';
import { actorOf, originOf } from './audit-log.service.js';
import { DenialLog } from './denial-log.service.js';
import { isUsualRefusal } from './usual-refusals.js';

const showsCredential = ({ headers }: AuthenticatedRequest): boolean => headers.authorization !== undefined || headers['x-api-key'] !== undefined;

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
    return showsCredential(request) && !isUsualRefusal(refusalOf(request));
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
