import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { User } from '../../../generated/prisma/client.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { PrismaService } from '../../../platform/prisma/prisma.service.js';
import { AuditLog, type AuditEntry } from '../../audit/audit-log.service.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from '../tokens/access-tokens.js';
import { decideRotation } from './decide-rotation.js';
import { RefreshTokens, type RefreshToken } from './refresh-tokens.js';
import { SessionRevocations } from './session-revocations.js';

const REFRESH_TOKEN_MS = 7 * 24 * 3_600_000;

/** What a client keeps of a session: both tokens, and who signed in. */
export interface OpenSession {
  accessToken: string;
  /** Seconds until the access token ends. */
  expiresIn: number;
  refreshToken: string;
  refreshExpiresAt: Date;
  user: User;
}

/** Where a sign-in came from. */
export interface SignInOrigin {
  address: string;
  userAgent: string;
}

const signedOut = () => new AppError('unauthenticated', 'You are signed out. Sign in again.', { details: { reason: 'signed_out' } });

/** What is written down of a session. A token that was used a second time may be in the hands of a thief. */
function eventOf({ id, tenantId, email }: User, action: string, sessionId: string): AuditEntry {
  const outcome = action === 'auth.session-reuse' ? 'denied' : 'ok';
  return { tenant: tenantId, actor: { kind: 'user', id, name: email }, action, outcome, target: { kind: 'session', id: sessionId } };
}

/** Sessions: one sign-in on one device, kept alive by refresh tokens that rotate at each use. */
@Injectable()
export class SessionsService {
  private readonly log = new Logger(SessionsService.name);

  constructor(
    private readonly prisma: PrismaService,
    private readonly refreshTokens: RefreshTokens,
    private readonly accessTokens: AccessTokens,
    private readonly revocations: SessionRevocations,
    private readonly audit: AuditLog,
  ) {}

  /** Opens a session for a person whose identity was proven. */
  async open(user: User, origin: SignInOrigin, nowMs: number): Promise<OpenSession> {
    const token = this.refreshTokens.first(randomUUID());
    const expiresAt = new Date(nowMs + REFRESH_TOKEN_MS);
    const times = { createdAt: new Date(nowMs), rotatedAt: new Date(nowMs), expiresAt };
    const from = { address: origin.address.slice(0, 64), userAgent: origin.userAgent.slice(0, 512) };
    await this.prisma.$transaction(async (tx) => {
      await tx.session.create({ data: { id: token.sessionId, userId: user.id, tokenHash: token.hash, ...times, ...from } });
      await this.audit.record(eventOf(user, 'auth.sign-in', token.sessionId), tx);
    });
    return this.describe(user, token, expiresAt);
  }

  /** Takes a refresh token and gives its successor with a new access token. @throws AppError unauthenticated */
  async refresh(text: string, nowMs: number): Promise<OpenSession> {
    const presented = this.refreshTokens.read(text);
    if (!presented) throw signedOut();
    // A second round when another call rotated this session in between; it then repeats that call's answer.
    for (let round = 0; round < 2; round++) {
      const session = await this.prisma.session.findUnique({ where: { id: presented.sessionId }, include: { user: true } });
      if (!session || session.user.disabledAt) throw signedOut();
      const successor = this.refreshTokens.successor(presented);
      const decision = decideRotation(session, presented.hash, nowMs);
      if (decision === 'repeat') return this.describe(session.user, successor, session.expiresAt);
      if (decision === 'ended') throw signedOut();
      if (decision === 'reuse') return await this.endReused(presented.sessionId);
      const expiresAt = new Date(nowMs + REFRESH_TOKEN_MS);
      if (await this.rotate(presented, successor, nowMs, expiresAt)) return this.describe(session.user, successor, expiresAt);
    }
    throw signedOut();
  }

  /** Ends the session of a refresh token, current or old; nothing happens for a token that is none. */
  async endByRefreshToken(text: string): Promise<void> {
    const token = this.refreshTokens.read(text);
    if (token) await this.end(token.sessionId);
  }

  /** Ends a session: here at once, on other instances within 2 s. @param action what is written down when it had not ended yet */
  async end(sessionId: string, action = 'auth.sign-out'): Promise<void> {
    const nowMs = Date.now();
    await this.prisma.$transaction(async (tx) => {
      const { count } = await tx.session.updateMany({ where: { id: sessionId, revokedAt: null }, data: { revokedAt: new Date(nowMs) } });
      if (count === 0) return;
      const { user } = await tx.session.findUniqueOrThrow({ where: { id: sessionId }, include: { user: true } });
      await this.audit.record(eventOf(user, action, sessionId), tx);
    });
    this.revocations.announce({ kind: 'session', sessionId }, nowMs);
  }

  private async rotate(presented: RefreshToken, successor: RefreshToken, nowMs: number, expiresAt: Date): Promise<boolean> {
    const { count } = await this.prisma.session.updateMany({
      where: { id: presented.sessionId, tokenHash: presented.hash, revokedAt: null },
      data: { tokenHash: successor.hash, previousTokenHash: presented.hash, rotatedAt: new Date(nowMs), expiresAt },
    });
    return count === 1;
  }

  private async endReused(sessionId: string): Promise<never> {
    await this.end(sessionId, 'auth.session-reuse');
    this.log.warn(`A refresh token of session ${sessionId} was used a second time; the session was ended.`);
    throw signedOut();
  }

  private describe(user: User, token: RefreshToken, refreshExpiresAt: Date): OpenSession {
    const { id: userId, tenantId: tenant, email, role, isOwner, limitQuery } = user;
    const accessToken = this.accessTokens.issue({ userId, sessionId: token.sessionId, tenant, email, role, isOwner, limitQuery });
    return { accessToken, expiresIn: ACCESS_TOKEN_SECONDS, refreshToken: token.text, refreshExpiresAt, user };
  }
}
