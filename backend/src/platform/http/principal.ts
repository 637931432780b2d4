import type { FastifyRequest } from 'fastify';
import type { TenantId } from '../tenancy/tenant.js';

export type Scope = 'ingest' | 'read' | 'admin';

/** Who makes a call: a person with a session, or a program with an API key. The guards put it on the request. */
export type Principal = UserPrincipal | KeyPrincipal;

export interface UserPrincipal {
  kind: 'user';
  tenant: TenantId;
  userId: string;
  sessionId: string;
  email: string;
  role: 'admin' | 'user';
  /** Owns the instance and its tenants. */
  isOwner: boolean;
  /** A query that limits which logs this person may see; empty for all of the tenant. */
  limitQuery: string;
  scopes: readonly Scope[];
  expiresAtMs: number;
}

/** Fields that every log of a sender gets, whatever it says itself. */
export interface FixedFields {
  source?: string;
  environment?: string;
}

export interface KeyPrincipal {
  kind: 'key';
  tenant: TenantId;
  keyId: string;
  name: string;
  scopes: readonly Scope[];
  /** What every log that comes with this key gets, whatever it says itself. */
  fixed: FixedFields;
  /** Most a second that this key may send; without a number there is no limit. */
  ingestLimits: { bytesPerSecond?: number; recordsPerSecond?: number };
}

export interface AuthenticatedRequest extends FastifyRequest {
  principal?: Principal;
}
