const LEASE_MS = 10_000;
const SETTLE_MS = 40;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Runs `task` in one tab at a time. Web Locks where the browser has them; they are closed on plain HTTP outside localhost,
 * where a lease in localStorage does (write, wait, look whether it is still ours).
 */
export async function inOneTab<T>(name: string, task: () => Promise<T>): Promise<T> {
  if (typeof navigator !== 'undefined' && navigator.locks) return await navigator.locks.request(name, task);
  const key = `logstream.lock.${name}`;
  const me = `${Date.now()}.${Math.random()}`;
  const giveUpAt = Date.now() + LEASE_MS * 2;
  try {
    while (Date.now() < giveUpAt) {
      const [, until] = (localStorage.getItem(key) ?? '').split('|');
      if (!until || Number(until) < Date.now()) {
        localStorage.setItem(key, `${me}|${Date.now() + LEASE_MS}`);
        await pause(SETTLE_MS);
        if (localStorage.getItem(key)?.startsWith(me)) break;
      }
      await pause(SETTLE_MS + Math.random() * SETTLE_MS);
    }
  } catch {
    return task(); // no storage, so there is nothing to share with other tabs either
  }
  try {
    return await task();
  } finally {
    if (localStorage.getItem(key)?.startsWith(me)) localStorage.removeItem(key);
  }
}
