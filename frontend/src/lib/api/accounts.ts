import type { AuthConfig, DeviceSession, InvitationPreview, Registration, User } from './account-types';
import { callPublic, perform, request } from './request';
import { adopt, updateUser } from './session';

const AUTH = '/api/v1/auth';
const post = (path: string, body: unknown) => callPublic(`${AUTH}/${path}`, { method: 'POST', body });

/** Which ways in this server has. Public. */
export const getAuthConfig = async (signal?: AbortSignal): Promise<AuthConfig> => (await callPublic(`${AUTH}/config`, { signal })).json();

/** Public. @throws ApiError 404 for a link that is used, withdrawn or too old */
export const previewInvitation = async (token: string, signal?: AbortSignal): Promise<InvitationPreview> =>
  (await callPublic(`${AUTH}/invitations/${encodeURIComponent(token)}/preview`, { signal })).json();

/** Asks for an account; the answer never tells whether the address has one already. */
export async function register(registration: Registration): Promise<void> {
  await post('register', registration);
}

/** Signs in with the code of a mail. @throws ApiError 400 for a wrong or old code */
export async function verifyCode(email: string, code: string): Promise<void> {
  adopt(await (await post('verify-otp', { email, code })).json());
}

export async function resendCode(email: string): Promise<void> {
  await post('resend-otp', { email });
}

export async function forgotPassword(email: string): Promise<void> {
  await post('forgot-password', { email });
}

/** Sets a new password by the code of a mail; all sessions of that person end. */
export async function resetPassword(email: string, code: string, password: string): Promise<void> {
  await post('reset-password', { email, code, password });
}

export const getMe = (signal?: AbortSignal): Promise<User> => request(`${AUTH}/me`, { signal });

/** Changes the own profile, here and on the page at once. */
export async function changeMe(change: { name?: string; username?: string }): Promise<User> {
  const user = await request<User>(`${AUTH}/me`, { method: 'PUT', body: change });
  updateUser(user);
  return user;
}

/** The other sessions end. */
export const changePassword = (currentPassword: string, newPassword: string): Promise<void> =>
  perform(`${AUTH}/me/password`, { method: 'PUT', body: { currentPassword, newPassword } });

export const listSessions = (signal?: AbortSignal): Promise<{ items: DeviceSession[] }> => request(`${AUTH}/sessions`, { signal });

export const endSession = (id: string): Promise<void> => perform(`${AUTH}/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });

export const endAllSessions = (): Promise<void> => perform(`${AUTH}/logout-everywhere`, { method: 'POST' });
