import type { FastifyRequest } from 'fastify';

/**
 * Whether the browser came by HTTPS: to this server, to a proxy that is trusted and says so, or to the proxy at PUBLIC_URL. Only then
 * do browsers obey the headers that bind them to HTTPS; over plain http in a private network such headers would lock people out.
 */
export function isHttps(request: FastifyRequest, publicUrl: string | undefined): boolean {
  if (request.protocol === 'https') return true;
  return publicUrl !== undefined && publicUrl.startsWith('https://') && new URL(publicUrl).host === request.host;
}
