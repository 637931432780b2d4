import type { IncomingHttpHeaders } from 'node:http';

/** The access token or API key of a request: `Authorization: Bearer …`, or else `X-API-Key`. */
export function credentialOf(headers: IncomingHttpHeaders): string | undefined {
  const authorization = headers.authorization;
  if (authorization !== undefined && /^bearer /i.test(authorization)) return authorization.slice(7).trim();
  const key = headers['x-api-key'];
  return typeof key === 'string' && key !== '' ? key : undefined;
}
