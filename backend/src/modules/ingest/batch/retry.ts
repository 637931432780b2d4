/** How long a frozen batch is tried while the store is away, before its senders are told to come back. */
export const RETRY_FOR_MS = 30_000;

/** Wait before attempt `attempt` (1 = first retry): 100 ms doubled up to 2 s. */
export function retryDelayMs(attempt: number): number {
  return Math.min(2000, 100 * 2 ** (attempt - 1));
}
