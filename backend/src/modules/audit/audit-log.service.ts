import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Prisma } from '../../generated/prisma/client.js';
import type { Principal } from '../../platform/http/principal.js';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { currentRequest } from '../../platform/telemetry/request-context.js';

/** Who did something: a person, a program with a key, the platform itself, or somebody it does not know. */
export interface AuditActor {
  kind: 'user' | 'key' | 'system' | 'stranger';
  id: string;
  /** What a reader recognises them by: an address, the name of a key. */
  name: string;
}

/** Where a call came from. */
export interface AuditOrigin {
  address: string;
  userAgent: string;
  requestId: string;
}

export interface AuditEntry {
  /** Null when none is known, as for a sign-in that failed. */
  tenant: string | null;
  actor: AuditActor;
  /** Such as `auth.sign-in` or `api-key.revoke`. */
  action: string;
  outcome: 'ok' | 'denied' | 'failed';
  target?: { kind: string; id: string };
  /** What changed, as it was and as it is; never a secret. */
  before?: Prisma.InputJsonValue;
  after?: Prisma.InputJsonValue;
  /** The request that runs now when absent. */
  origin?: AuditOrigin;
}

/** The caller of a route as an actor. */
export function actorOf(principal: Principal | undefined): AuditActor {
  if (!principal) return { kind: 'stranger', id: '', name: '' };
  return principal.kind === 'user' ? { kind: 'user', id: principal.userId, name: principal.email } : { kind: 'key', id: principal.keyId, name: principal.name };
}

/** Where a request came from. */
export function originOf(request: FastifyRequest): AuditOrigin {
  return { address: request.ip, userAgent: (request.headers['user-agent'] ?? '').slice(0, 512), requestId: request.id };
}

/** Where the request that runs now came from; empty outside of one. */
export function currentOrigin(): AuditOrigin {
  const { address, userAgent, requestId } = currentRequest() ?? { address: '', userAgent: '', requestId: '' };
  return { address, userAgent, requestId };
}

/** Writes down who did what. Rows are only ever added; the database refuses to change them. */
@Injectable()
export class AuditLog {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Adds an event. In a transaction when one is given, so that a change and its record stand or fall together.
   * @throws what the database throws: a change that cannot be recorded must not happen
   */
  async record(entry: AuditEntry, tx: Prisma.TransactionClient = this.prisma): Promise<void> {
    const { tenant, actor, action, outcome, target, before, after, origin } = entry;
    await tx.auditEvent.create({
      data: {
        tenantId: tenant,
        actorKind: actor.kind,
        actorId: actor.id,
        actorName: actor.name,
        action,
        outcome,
        ...(target && { targetKind: target.kind, targetId: target.id }),
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
        ...(origin ?? currentOrigin()),
      },
    });
  }
}
