/** What one call asked. */
export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string | undefined;
  authorization: string | undefined;
}

interface Answer {
  status: number;
  body: unknown;
}

export const answer = (status: number, body: unknown): Answer => ({ status, body });

/** Answers `fetch` by path, or by method and path (`POST /api/…`), which goes first; gives the list of what was asked, which grows. */
export function serve(routes: Record<string, (asked: Asked) => Answer | Promise<Answer>>): Asked[] {
  const seen: Asked[] = [];
  globalThis.fetch = async (input, init) => {
    const url = new URL(String(input), 'http://localhost');
    const headers = new Headers(init?.headers);
    const asked: Asked = {
      method: init?.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      body: typeof init?.body === 'string' ? init.body : undefined,
      authorization: headers.get('authorization') ?? undefined,
    };
    seen.push(asked);
    const route = routes[`${asked.method} ${url.pathname}`] ?? routes[url.pathname];
    if (!route) throw new Error(`nothing answers ${url.pathname}`);
    const { status, body } = await route(asked);
    return {
      ok: status < 400,
      status,
      headers: new Headers(),
      json: async () => structuredClone(body),
      blob: async () => new Blob([String(body)]),
    } as unknown as Response;
  };
  return seen;
}
