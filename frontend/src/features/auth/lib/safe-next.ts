const HOME = '/explore/';

/** Where to go after signing in: a path of this site, never another one (`//evil`, `/\evil`, `https:`), never the sign-in page itself. */
export function safeNext(next: string | null): string {
  if (!next || !/^\/(?![/\\])/.test(next) || /[\u0000-\u001f\\]/.test(next)) return HOME;
  const path = new URL(next, 'http://localhost');
  // `/..//evil` is another site only after it was resolved
  if (path.origin !== 'http://localhost' || path.pathname.startsWith('//') || path.pathname.startsWith('/login')) return HOME;
  return `${path.pathname}${path.search}${path.hash}`;
}
