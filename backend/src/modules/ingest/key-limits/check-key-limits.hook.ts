import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, preParsingHookHandler } from 'fastify';
import type { AuthenticatedRequest } from '../../../platform/http/principal.js';
import { isLimited, KeyRateLimits, readContentLength } from './key-rate-limits.js';

/**
 * Asks the limits of a key between the check of the key and the reading of the body, on routes that take logs in. Other routes
 * do not even know of it.
 */
@Injectable()
export class CheckKeyLimitsHook {
  /** Here and not in onModuleInit: Nest declares its routes before that. */
  constructor(adapterHost: HttpAdapterHost, limits: KeyRateLimits) {
    const fastify: FastifyInstance = adapterHost.httpAdapter.getInstance();
    const check: preParsingHookHandler = (request: AuthenticatedRequest, _reply, payload, done) => {
      try {
        const { principal } = request;
        if (principal?.kind === 'key' && isLimited(principal)) limits.admit(principal, readContentLength(request.headers['content-length']), Date.now());
      } catch (error) {
        return done(error instanceof Error ? error : new Error(String(error)));
      }
      done(null, payload);
    };
    fastify.addHook('onRoute', (route) => {
      if (route.config && 'rawBody' in route.config && route.config.rawBody === true) route.preParsing = [route.preParsing ?? [], check].flat();
    });
  }
}
