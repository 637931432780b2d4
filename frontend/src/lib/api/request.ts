import { ApiError, errorOf } from './error';
import { accessToken } from './session';

export type Parameters = Record<string, string | number | boolean | readonly string[] | undefined>;

/** Query text of an address; lists are repeated, empty values left out. */
export function toQuery(parameters: Parameters): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === '' || value === false) continue;
    for (const item of Array.isArray(value) ? value : [value]) search.append(name, String(item));
  }
  const text = search.toString();
  return text ? `?${text}` : '';
}

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal;
}

async function send(path: string, call: Call, token?: string): Promise<Response> {
  const headers: Record<string, string> = {};
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  if (call.body !== undefined) headers['content-type'] = 'application/json';
  try {
    return await fetch(path, {
      method: call.method ?? 'GET',
      credentials: 'same-origin',
      headers,
      signal: call.signal ?? null,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
  } catch (error) {
    if (call.signal?.aborted) throw error;
    throw new ApiError(0, 'unreachable', 'The server does not answer.');
  }
}

/**
 * One call as the person who is signed in. A refused token is renewed once; a second refusal is the answer.
 * @throws ApiError for any answer that is not a success, and for none
 */
export async function callAs(path: string, call: Call = {}): Promise<Response> {
  let response = await send(path, call, await accessToken());
  if (response.status === 401) response = await send(path, call, await accessToken({ renew: true }));
  if (!response.ok) throw await errorOf(response);
  return response;
}

/** A call of somebody who is signed in, with its JSON. @throws ApiError */
export async function request<T>(path: string, call?: Call): Promise<T> {
  return (await callAs(path, call)).json();
}

/** A call of somebody who is signed in whose answer has no content. @throws ApiError */
export async function perform(path: string, call: Call): Promise<void> {
  await callAs(path, call);
}

/** A call that needs no sign-in. @throws ApiError */
export async function callPublic(path: string, call: Call = {}): Promise<Response> {
  const response = await send(path, call);
  if (!response.ok) throw await errorOf(response);
  return response;
}
