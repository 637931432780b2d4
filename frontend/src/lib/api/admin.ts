import type {
  ApiKey,
  ApiKeyChange,
  ApiKeyInput,
  AuditEvent,
  AuditFilter,
  Invitation,
  LimitStatus,
  List,
  MailItem,
  NewApiKey,
  NewInvitation,
  NewTenant,
  NewUser,
  Role,
  Tenant,
  TenantSettings,
  User,
  UserChange,
} from './account-types';
import { callAs, perform, request, toQuery } from './request';

/** Rows of one page of a list. */
export const PAGE_SIZE = 50;

/** Which page of a list. */
export interface PageOf {
  cursor?: string;
  signal?: AbortSignal;
}

const AUTH = '/api/v1/auth';
const one = (path: string, id: string): string => `${path}/${encodeURIComponent(id)}`;
const page = (cursor: string | undefined) => ({ cursor, limit: PAGE_SIZE });

export const listUsers = (query: string, { cursor, signal }: PageOf = {}): Promise<List<User>> =>
  request(`${AUTH}/users${toQuery({ query, ...page(cursor) })}`, { signal });
export const createUser = (user: NewUser): Promise<User> => request(`${AUTH}/users`, { method: 'POST', body: user });
export const changeUser = (id: string, change: UserChange): Promise<User> => request(one(`${AUTH}/users`, id), { method: 'PATCH', body: change });
export const deleteUser = (id: string): Promise<void> => perform(one(`${AUTH}/users`, id), { method: 'DELETE' });
export const signOutUser = (id: string): Promise<void> => perform(`${one(`${AUTH}/users`, id)}/sign-out`, { method: 'POST' });

export const listInvitations = ({ cursor, signal }: PageOf = {}): Promise<List<Invitation>> => request(`${AUTH}/invitations${toQuery({ cursor })}`, { signal });
export const invite = (invitation: { email: string; role: Role; limitQuery?: string }): Promise<NewInvitation> =>
  request(`${AUTH}/invitations`, { method: 'POST', body: invitation });
export const withdrawInvitation = (id: string): Promise<void> => perform(one(`${AUTH}/invitations`, id), { method: 'DELETE' });

export const listMails = ({ cursor, signal }: PageOf = {}): Promise<List<MailItem>> => request(`${AUTH}/mails${toQuery({ cursor })}`, { signal });

export const getTenant = (signal?: AbortSignal): Promise<Tenant> => request('/api/v1/tenant', { signal });
export const changeOwnTenant = (change: { name?: string; settings?: TenantSettings }): Promise<Tenant> =>
  request('/api/v1/tenant', { method: 'PUT', body: change });
export const listTenants = ({ cursor, signal }: PageOf = {}): Promise<List<Tenant>> => request(`/api/v1/tenants${toQuery({ cursor })}`, { signal });
export const createTenant = (tenant: { id: string; name: string; adminEmail?: string }): Promise<NewTenant> =>
  request('/api/v1/tenants', { method: 'POST', body: tenant });
export const changeTenant = (id: string, change: { name?: string; disabled?: boolean }): Promise<Tenant> =>
  request(one('/api/v1/tenants', id), { method: 'PATCH', body: change });
export const deleteTenant = (id: string): Promise<void> => perform(one('/api/v1/tenants', id), { method: 'DELETE' });

export const listApiKeys = (query: string, { cursor, signal }: PageOf = {}): Promise<List<ApiKey>> =>
  request(`${AUTH}/api-keys${toQuery({ query, ...page(cursor) })}`, { signal });
export const createApiKey = (key: ApiKeyInput): Promise<NewApiKey> => request(`${AUTH}/api-keys`, { method: 'POST', body: key });
export const changeApiKey = (id: string, change: ApiKeyChange): Promise<ApiKey> => request(one(`${AUTH}/api-keys`, id), { method: 'PATCH', body: change });
export const revokeApiKey = (id: string): Promise<void> => perform(one(`${AUTH}/api-keys`, id), { method: 'DELETE' });

export const getLimits = (signal?: AbortSignal): Promise<LimitStatus> => request('/api/v1/rate-limits', { signal });
export const resetLimit = (id: string): Promise<void> => perform(one('/api/v1/rate-limits', id), { method: 'DELETE' });
export const resetAllLimits = (): Promise<void> => perform('/api/v1/rate-limits', { method: 'DELETE' });

export const listAudit = (filter: AuditFilter, { cursor, signal }: PageOf = {}): Promise<List<AuditEvent>> =>
  request(`/api/v1/audit${toQuery({ ...filter, ...page(cursor) })}`, { signal });

/** The whole list as a file. */
export const exportAudit = async (filter: AuditFilter, format: 'csv' | 'ndjson'): Promise<Blob> =>
  (await callAs(`/api/v1/audit/export${toQuery({ ...filter, format })}`)).blob();
