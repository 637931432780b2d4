import type { FastifyRequest } from 'fastify';
import type { TenantId } from '../tenancy/tenant.js';

export type Scope = 'ingest' | 'read' | 'admin';

/** Who makes a call: a person with a session, or a program with an API key. The guards put it on the request. */
export type Principal =
  | { kind: 'user'; tenant: TenantId; userId: string; sessionId: string; email: string; role: 'admin' | 'user'; scopes: readonly Scope[]; expiresAtMs: number }
  | { kind: 'key'; tenant: TenantId; keyId: string; name: string; scopes: readonly Scope[] };

export interface AuthenticatedRequest extends FastifyRequest {
  principal?: Principal;
}
