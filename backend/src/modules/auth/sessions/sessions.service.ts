import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { AppError } from '../../../platform/errors/app-error.js';
import { PrismaService } from '../../../platform/prisma/prisma.service.js';
import { AuditLog, type AuditOrigin } from '../../audit/audit-log.service.js';
import { AccessChanges } from '../access-changes.service.js';
import { mayComeIn, WITH_TENANT, type Person } from '../person.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from '../tokens/access-tokens.js';
import { decideRotation } from './decide-rotation.js';
import { RefreshTokens, type RefreshToken } from './refresh-tokens.js';

const REFRESH_TOKEN_MS = 7 * 24 * 3_600_000;

/** What a client keeps of a session: both tokens, and who signed in. */
export interface OpenSession {
  accessToken: string;
  /** Seconds until the access token ends. */
  expiresIn: number;
  refreshToken: string;
  refreshExpiresAt: Date;
  user: Person;
}

/** How somebody has proven who they are. */
export interface SignInProof {
  method: 'password' | 'code' | 'single-sign-on';
  /** Without a refresh token that a client keeps, a session ends with its access token. */
  withoutRefresh?: boolean;
}

const signedOut = () => new AppError('unauthenticated', 'You are signed out. Sign in again.', { details: { reason: 'signed_out' } });

/** Sessions: one sign-in on one device, kept alive by refresh tokens that rotate at each use. */
@Injectable()
export class SessionsService {
  private readonly log = new Logger(SessionsService.name);

  constructor(
    private readonly prisma: PrismaService,
    private readonly refreshTokens: RefreshTokens,
    private readonly accessTokens: AccessTokens,
    private readonly changes: AccessChanges,
    private readonly audit: AuditLog,
  ) {}

  /** Opens a session for a person whose identity was proven. @throws AppError unauthenticated when the account may not be used */
  async open(userId: string, origin: AuditOrigin, nowMs: number, proof: SignInProof): Promise<OpenSession> {
    const token = this.refreshTokens.first(randomUUID());
    const now = new Date(nowMs);
    const expiresAt = new Date(nowMs + (proof.withoutRefresh === true ? ACCESS_TOKEN_SECONDS * 1000 : REFRESH_TOKEN_MS));
    const from = { address: origin.address.slice(0, 64), userAgent: origin.userAgent.slice(0, 512) };
    const user = await this.prisma.$transaction(async (tx) => {
      const person = await tx.user.update({ where: { id: userId }, data: { lastSignInAt: now }, include: WITH_TENANT });
      if (!mayComeIn(person)) throw new AppError('unauthenticated', 'This account cannot be used. Ask an admin.');
      await tx.session.create({ data: { id: token.sessionId, userId, tokenHash: token.hash, createdAt: now, rotatedAt: now, expiresAt, ...from } });
      const actor = { kind: 'user', id: person.id, name: person.email } as const;
      const target = { kind: 'session', id: token.sessionId };
      await this.audit.record({ tenant: person.tenantId, actor, action: 'auth.sign-in', outcome: 'ok', target, after: { method: proof.method }, origin }, tx);
      return person;
    });
    return this.describe(user, token, expiresAt);
  }

  /** Takes a refresh token and gives its successor with a new access token. @throws AppError unauthenticated */
  async refresh(text: string, origin: AuditOrigin, nowMs: number): Promise<OpenSession> {
    const presented = this.refreshTokens.read(text);
    if (!presented) throw signedOut();
    // A second round when another call rotated this session in between; it then repeats that call's answer.
    for (let round = 0; round < 2; round++) {
      const session = await this.prisma.session.findUnique({ where: { id: presented.sessionId }, include: { user: { include: WITH_TENANT } } });
      if (!session || !mayComeIn(session.user)) throw signedOut();
      const successor = this.refreshTokens.successor(presented);
      const decision = decideRotation(session, presented.hash, nowMs);
      if (decision === 'repeat') return this.describe(session.user, successor, session.expiresAt);
      if (decision === 'ended') throw signedOut();
      if (decision === 'reuse') return await this.endReused(presented.sessionId, origin);
      const expiresAt = new Date(nowMs + REFRESH_TOKEN_MS);
      if (await this.rotate(presented, successor, nowMs, expiresAt)) return this.describe(session.user, successor, expiresAt);
    }
    throw signedOut();
  }

  /** Ends the session of a refresh token, current or old; nothing happens for a token that is none. */
  async endByRefreshToken(text: string, origin: AuditOrigin): Promise<void> {
    const token = this.refreshTokens.read(text);
    if (token) await this.end(token.sessionId, { action: 'auth.sign-out', origin });
  }

  /** Ends a session: here at once, on other instances within 2 s. @param why what the audit says when it was open until now */
  async end(sessionId: string, why: { action: 'auth.sign-out' | 'auth.token-reuse'; origin: AuditOrigin }): Promise<void> {
    await this.changes.apply(async (change) => {
      if ((await change.endSessions({ id: sessionId })) === 0) return;
      const { user } = await change.tx.session.findUniqueOrThrow({ where: { id: sessionId }, include: { user: true } });
      const actor = { kind: why.action === 'auth.sign-out' ? 'user' : 'stranger', id: user.id, name: user.email } as const;
      const target = { kind: 'session', id: sessionId };
      await this.audit.record({ tenant: user.tenantId, actor, ...why, outcome: why.action === 'auth.sign-out' ? 'ok' : 'denied', target }, change.tx);
    });
  }

  private async rotate(presented: RefreshToken, successor: RefreshToken, nowMs: number, expiresAt: Date): Promise<boolean> {
    const { count } = await this.prisma.session.updateMany({
      where: { id: presented.sessionId, tokenHash: presented.hash, revokedAt: null },
      data: { tokenHash: successor.hash, previousTokenHash: presented.hash, rotatedAt: new Date(nowMs), expiresAt },
    });
    return count === 1;
  }

  private async endReused(sessionId: string, origin: AuditOrigin): Promise<never> {
    await this.end(sessionId, { action: 'auth.token-reuse', origin });
    this.log.warn(`A refresh token of session ${sessionId} was used a second time; the session was ended.`);
    throw signedOut();
  }

  private describe(user: Person, token: RefreshToken, refreshExpiresAt: Date): OpenSession {
    const { id: userId, tenantId: tenant, email, role, isOwner, limitQuery, accessVersion } = user;
    const accessToken = this.accessTokens.issue({ userId, sessionId: token.sessionId, tenant, email, role, isOwner, limitQuery, accessVersion });
    return { accessToken, expiresIn: ACCESS_TOKEN_SECONDS, refreshToken: token.text, refreshExpiresAt, user };
  }
}
