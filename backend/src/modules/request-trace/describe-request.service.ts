import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { PLATFORM_VERSION } from '../../platform/config/project-root.js';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { isHttps } from '../../platform/http/is-https.js';
import type { Principal } from '../../platform/http/principal.js';
import { correlationIdOf } from '../../platform/http/request-id.js';
import { actorOf } from '../audit/audit-log.service.js';
import { blankHeaders, blankUrl } from './blank-secrets.js';
import type { TraceContextDto, TraceDebugDto } from './dto/trace-answers.dto.js';

/** Says what the platform knows of the request that asks. */
@Injectable()
export class DescribeRequestService {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** Ids, caller and origin. */
  context(caller: Principal, request: FastifyRequest): TraceContextDto {
    return {
      requestId: request.id,
      correlationId: correlationIdOf(request, request.id),
      tenant: caller.tenant,
      caller: { ...actorOf(caller), scopes: [...caller.scopes] },
      address: request.ip,
      userAgent: (request.headers['user-agent'] ?? '').slice(0, 512),
      at: new Date().toISOString(),
    };
  }

  /** The context with what came over the wire, without secrets: for who sets up a proxy. */
  debug(caller: Principal, request: FastifyRequest): TraceDebugDto {
    return {
      ...this.context(caller, request),
      method: request.method,
      url: blankUrl(request.url),
      httpVersion: request.raw.httpVersion,
      protocol: isHttps(request, this.settings.publicUrl) ? 'https' : 'http',
      host: request.host,
      trustsProxy: Boolean(this.settings.trustProxy),
      peerAddress: request.socket.remoteAddress ?? '',
      headers: blankHeaders(request.headers),
      version: PLATFORM_VERSION,
    };
  }
}
