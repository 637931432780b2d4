import type { QueryClient } from '@tanstack/react-query';
import { onSessionChange, sessionState } from './session';

const who = (): string | undefined => {
  const state = sessionState();
  return state.status === 'signed-in' ? state.user.id : undefined;
};

/**
 * What one person has read is not shown to the next one of this browser: it is dropped when somebody signs out, and read anew
 * when another tab has signed in somebody else. @returns what ends the watch
 */
export function forgetOnChange(client: QueryClient): () => void {
  let last = who();
  return onSessionChange(() => {
    const now = who();
    if (last !== undefined && now === undefined) client.clear();
    else if (last !== undefined && now !== last) void client.resetQueries();
    last = now;
  });
}
