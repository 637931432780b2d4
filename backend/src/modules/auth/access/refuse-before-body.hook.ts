import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../../platform/errors/app-error.js';
import type { AuthenticatedRequest } from '../../../platform/http/principal.js';
import { AccessTokenVerifier } from '../tokens/access-token-verifier.js';
import { ingestCredentialOf } from './credential-of.js';

/**
 * Guards run after a body was read. Inputs that take large bodies as they are (RAW_BODY) are checked before, so that a stranger
 * cannot make the server read 64 MiB. The guard then finds the caller on the request and only checks the scope.
 */
@Injectable()
export class RefuseBeforeBodyHook implements OnModuleInit {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly verifier: AccessTokenVerifier,
  ) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.adapterHost.httpAdapter.getInstance();
    fastify.addHook('onRequest', (request, _reply, done) => {
      if (!takesRawBody(request)) return done();
      this.check(request).then(() => done(), done);
    });
  }

  private async check(request: AuthenticatedRequest): Promise<void> {
    const credential = ingestCredentialOf(request.headers, request.url);
    if (credential === undefined) throw new AppError('unauthenticated', 'Send the ingest token as "Authorization: Bearer …".');
    request.principal = await this.verifier.resolve(credential);
  }
}

function takesRawBody(request: FastifyRequest): boolean {
  const { config } = request.routeOptions;
  return 'rawBody' in config && config.rawBody === true;
}
