/** What the routes of people, keys, audit and limits send. docs/openapi.json describes all of it. */
export type Role = 'admin' | 'user';
export type Scope = 'ingest' | 'read' | 'admin';
export const SCOPES: readonly Scope[] = ['ingest', 'read', 'admin'];

export interface User {
  id: string;
  email: string;
  username: string;
  name: string;
  role: Role;
  /** Owns the instance and its tenants. */
  isOwner: boolean;
  /** A query that limits which logs this person may see; empty for all of the tenant. */
  limitQuery: string;
  tenant: string;
  tenantName: string;
  emailVerifiedAt: string | null;
  createdAt: string;
  lastSignInAt: string | null;
  disabledAt: string | null;
}

export interface List<T> {
  items: T[];
  nextCursor: string | null;
}

export interface AuthConfig {
  registration: 'open' | 'invitation' | 'off';
  sso: { name: string } | null;
  passwordMinLength: number;
}

export interface Registration {
  email: string;
  username: string;
  password: string;
  name?: string;
  invitation?: string;
}

export interface InvitationPreview {
  email: string;
  tenantName: string;
  role: Role;
  expiresAt: string;
}

/** One sign-in on one device. */
export interface DeviceSession {
  id: string;
  isCurrent: boolean;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
  address: string;
  userAgent: string;
}

export interface NewUser {
  email: string;
  username?: string;
  name?: string;
  role: Role;
  limitQuery?: string;
  password?: string;
}

export interface UserChange {
  name?: string;
  role?: Role;
  limitQuery?: string;
  disabled?: boolean;
}

export interface Invitation {
  id: string;
  email: string;
  role: Role;
  limitQuery: string;
  createdAt: string;
  expiresAt: string;
  acceptedAt?: string | null;
  revokedAt?: string | null;
}

/** The link is sent once, in the answer that made the invitation. */
export type NewInvitation = Invitation & { link: string };

export interface MailItem {
  id: string;
  kind: string;
  recipient: string;
  subject: string;
  state: 'waiting' | 'sent' | 'on-terminal' | 'given-up';
  createdAt: string;
  sentAt: string | null;
  attempts: number;
  lastError: string;
}

export interface TenantSettings {
  usersMayMakeRules: boolean;
}

export interface Tenant {
  id: string;
  name: string;
  createdAt: string;
  disabledAt: string | null;
  settings: TenantSettings;
  /** How many accounts it has; only in the list of all tenants. */
  people?: number;
}

/** The link for its first admin is sent once, when an address was given. */
export type NewTenant = Tenant & { invitationLink: string | null };

export interface ApiKey {
  id: string;
  name: string;
  /** The first characters of the key; not secret. */
  prefix: string;
  scopes: Scope[];
  source: string | null;
  environment: string | null;
  bytesPerSecond: number | null;
  recordsPerSecond: number | null;
  createdAt: string;
  createdBy: string | null;
  expiresAt: string | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
}

export interface ApiKeyInput {
  name: string;
  scopes: Scope[];
  source?: string;
  environment?: string;
  expiresAt?: string;
  bytesPerSecond?: number;
  recordsPerSecond?: number;
}

export interface ApiKeyChange {
  name?: string;
  expiresAt?: string | null;
  bytesPerSecond?: number | null;
  recordsPerSecond?: number | null;
}

/** The key itself is sent once, in the answer that made it. */
export type NewApiKey = ApiKey & { key: string };

export interface LimitGroup {
  group: string;
  subject: string;
  limit: number;
  windowSeconds: number;
}

export interface LimitCount {
  id: string;
  group: string;
  subjectKind: string;
  subject: string;
  used: number;
  limit: number;
  resetAt: string;
}

export interface LimitStatus {
  groups: LimitGroup[];
  items: LimitCount[];
}

export type AuditOutcome = 'ok' | 'denied' | 'failed';

export interface AuditEvent {
  id: string;
  at: string;
  actor: { kind: string; id: string; name: string };
  action: string;
  outcome: AuditOutcome;
  target: { kind: string; id: string } | null;
  before: unknown;
  after: unknown;
  address: string;
  userAgent: string;
  requestId: string;
}

/** What an audit list and its export are narrowed by; times are RFC 3339. */
export interface AuditFilter {
  query?: string;
  action?: string;
  actor?: string;
  outcome?: string;
  from?: string;
  to?: string;
}
