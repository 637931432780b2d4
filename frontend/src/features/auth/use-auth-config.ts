import { useQuery } from '@tanstack/react-query';
import type { AuthConfig } from '@/lib/api/account-types';
import { getAuthConfig } from '@/lib/api/accounts';

/** Shortest password where the server has not said yet. */
export const PASSWORD_MIN_LENGTH = 8;

/** Which ways in this server has; undefined until it has answered. */
export function useAuthConfig(): AuthConfig | undefined {
  return useQuery({ queryKey: ['auth-config'], queryFn: ({ signal }) => getAuthConfig(signal), staleTime: 60_000 }).data;
}

/** What a new password needs. */
export function usePasswordHint(): { minLength: number; hint: string } {
  const minLength = useAuthConfig()?.passwordMinLength ?? PASSWORD_MIN_LENGTH;
  return { minLength, hint: `${minLength} characters or more, and not easy to guess.` };
}
