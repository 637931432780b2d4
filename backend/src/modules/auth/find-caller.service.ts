import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors/app-error.js';
import type { UserPrincipal } from '../../platform/http/principal.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { originOf } from '../audit/audit-log.service.js';
import { credentialOf } from './access/credential-of.js';
import { WITH_TENANT, type Person } from './person.js';
import { SessionsService } from './sessions/sessions.service.js';
import { AccessTokenVerifier } from './tokens/access-token-verifier.js';

/** The person and the session behind a call. */
@Injectable()
export class FindCallerService {
  constructor(
    private readonly prisma: PrismaService,
    private readonly sessions: SessionsService,
    private readonly verifier: AccessTokenVerifier,
  ) {}

  /** The account of a person who is signed in. @throws AppError unauthenticated when it is gone */
  async person(caller: UserPrincipal): Promise<Person> {
    const person = await this.prisma.user.findFirst({ where: { id: caller.userId, tenantId: caller.tenant, disabledAt: null }, include: WITH_TENANT });
    if (!person) throw new AppError('unauthenticated', 'This account does not exist any more.');
    return person;
  }

  /** Ends the session of a refresh token and that of the access token, whichever came; signing out twice is no error. */
  async endSession(request: FastifyRequest, refreshToken: string): Promise<void> {
    const origin = originOf(request);
    await this.sessions.endByRefreshToken(refreshToken, origin);
    const credential = credentialOf(request.headers);
    if (credential === undefined) return;
    const caller = await this.verifier.verify(credential).catch(() => undefined);
    if (caller?.kind === 'user') await this.sessions.end(caller.sessionId, { action: 'auth.sign-out', origin });
  }
}
