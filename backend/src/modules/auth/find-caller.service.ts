import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { User } from '../../generated/prisma/client.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Principal } from '../../platform/http/principal.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { credentialOf } from './access/credential-of.js';
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

  /** The account of a person who is signed in. @throws AppError forbidden for an API key, unauthenticated when the account is gone */
  async user(caller: Principal): Promise<User> {
    if (caller.kind === 'key') throw new AppError('forbidden', 'An API key has no account. Sign in as a person.');
    const user = await this.prisma.user.findFirst({ where: { id: caller.userId, tenantId: caller.tenant, disabledAt: null } });
    if (!user) throw new AppError('unauthenticated', 'This account does not exist any more.');
    return user;
  }

  /** Ends the session of a refresh token and that of the access token, whichever came; signing out twice is no error. */
  async endSession(headers: IncomingHttpHeaders, refreshToken: string): Promise<void> {
    await this.sessions.endByRefreshToken(refreshToken);
    const credential = credentialOf(headers);
    if (credential === undefined) return;
    const caller = await this.verifier.verify(credential).catch(() => undefined);
    if (caller?.kind === 'user') await this.sessions.end(caller.sessionId);
  }
}
