import type { ApiKey, AuditEvent, Invitation, User } from '../src/lib/api/account-types';
import { answer } from './server';

/** An admin who owns the instance, with overrides. */
export function aUser(overrides: Partial<User> = {}): User {
  return {
    id: 'u1',
    email: 'mira@acme.example',
    username: 'mira',
    name: 'Mira Kovač',
    role: 'admin',
    isOwner: true,
    limitQuery: '',
    tenant: 'acme',
    tenantName: 'Acme',
    emailVerifiedAt: '2026-01-01T00:00:00.000Z',
    createdAt: '2026-01-01T00:00:00.000Z',
    lastSignInAt: '2026-11-20T08:00:00.000Z',
    disabledAt: null,
    ...overrides,
  };
}

export function anApiKey(overrides: Partial<ApiKey> = {}): ApiKey {
  return {
    id: 'k1',
    name: 'checkout',
    prefix: 'lsk_aB3d',
    scopes: ['ingest'],
    source: null,
    environment: null,
    bytesPerSecond: null,
    recordsPerSecond: null,
    createdAt: '2026-11-01T00:00:00.000Z',
    createdBy: 'mira@acme.example',
    expiresAt: null,
    lastUsedAt: null,
    revokedAt: null,
    ...overrides,
  };
}

export function anInvitation(overrides: Partial<Invitation> = {}): Invitation {
  return {
    id: 'i1',
    email: 'new@acme.example',
    role: 'user',
    limitQuery: '',
    createdAt: '2026-11-20T00:00:00.000Z',
    expiresAt: '2126-11-27T00:00:00.000Z',
    ...overrides,
  };
}

export function anEvent(overrides: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id: '7',
    at: '2026-11-20T08:00:00.000Z',
    actor: { kind: 'user', id: 'u1', name: 'mira@acme.example' },
    action: 'user.change',
    outcome: 'ok',
    target: { kind: 'user', id: 'u2' },
    before: null,
    after: null,
    address: '10.0.0.1',
    userAgent: 'Firefox',
    requestId: 'r-1',
    ...overrides,
  };
}

export const listOf = <T>(...items: T[]) => answer(200, { items, nextCursor: null });
export const refused = (status: number, message: string, code = 'bad_request') => answer(status, { error: { code, message, requestId: 'r-9' } });
/** The answer that signs a person in. */
export const signedIn = (user: User = aUser()) => answer(200, { accessToken: 'token', expiresIn: 900, user });
