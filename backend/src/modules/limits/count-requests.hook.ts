import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, onRequestHookHandler, RouteOptions } from 'fastify';
import type { RateGroup } from '../../platform/config/settings.js';
import type { AuthenticatedRequest, Principal } from '../../platform/http/principal.js';
import { IdentifyCallerService } from '../auth/identify-caller.service.js';
import { assertAllowed, CountCallsService, secondsToReset, type Verdict } from './count-calls.service.js';
import { groupOfRoute } from './route-group.js';

/**
 * Counts each call of the API before its body is read, and says on each answer what is left (draft-ietf-httpapi-ratelimit-headers-06).
 * It is put on the routes that are counted when they are declared, so that no other request pays for it. Routes that take logs
 * in have limits of their own.
 */
@Injectable()
export class CountRequestsHook {
  /** Here and not in onModuleInit: Nest declares its routes before that. */
  constructor(
    adapterHost: HttpAdapterHost,
    private readonly callers: IdentifyCallerService,
    private readonly calls: CountCallsService,
  ) {
    const fastify: FastifyInstance = adapterHost.httpAdapter.getInstance();
    fastify.addHook('onRoute', (route) => {
      const [method = 'GET'] = [route.method].flat();
      const group = takesLogs(route) ? undefined : groupOfRoute(method, route.url);
      if (group) route.onRequest = [route.onRequest ?? [], this.hookFor(group)].flat();
    });
  }

  private hookFor(group: RateGroup): onRequestHookHandler {
    return (request: AuthenticatedRequest, reply, done) => {
      const caller = this.callers.identify(request);
      const waiting = caller instanceof Promise ? caller.then((principal) => this.count(group, request, reply, principal)) : undefined;
      try {
        const counting = caller instanceof Promise ? waiting : this.count(group, request, reply, caller);
        if (counting) counting.then(() => done(), done);
        else done();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    };
  }

  /** @throws AppError rate_limited, at once or by the promise */
  private count(group: RateGroup, request: AuthenticatedRequest, reply: FastifyReply, principal: Principal | undefined): Promise<void> | undefined {
    const nowMs = Date.now();
    const sessionId = principal ? undefined : this.callers.sessionOf(request);
    const verdict = this.calls.count(group, { principal, sessionId, address: request.ip }, nowMs);
    if (verdict instanceof Promise) return verdict.then((late) => answer(reply, late, nowMs));
    if (verdict) answer(reply, verdict, nowMs);
    return undefined;
  }
}

function takesLogs({ config }: RouteOptions): boolean {
  return config !== undefined && 'rawBody' in config && config.rawBody === true;
}

function answer(reply: FastifyReply, verdict: Verdict, nowMs: number): void {
  const { policy, used } = verdict;
  reply.headers({
    'ratelimit-limit': String(policy.limit),
    'ratelimit-remaining': String(Math.max(0, policy.limit - used)),
    'ratelimit-reset': String(secondsToReset(verdict, nowMs)),
    'ratelimit-policy': policy.header,
  });
  assertAllowed(verdict, nowMs);
}
