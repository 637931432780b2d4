import type { FastifyInstance } from 'fastify';
import type { Settings } from '../config/settings.js';
import { AppError } from '../errors/app-error.js';

/** Where the refresh cookie is read or set. Everywhere else a caller shows a token that no browser sends by itself. */
const COOKIE_PATHS = /^\/api(?:\/v1)?\/auth\//i;

const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

export interface SiteFacts {
  /** `Origin`: which site's page made the call; browsers send it with everything that changes something. */
  origin: string | undefined;
  /** `Sec-Fetch-Site`: what the browser thinks of that site; only over HTTPS and on localhost. */
  fetchSite: string | undefined;
  /** Host and port that the browser asked. */
  host: string;
  /** Origins of CORS_ORIGINS and of PUBLIC_URL. */
  allowedOrigins: readonly string[];
}

function isOwnHost(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}

/**
 * Whether a call that changes something was made by a page of another site. Programs send neither header and are let through: they
 * have no cookies of others. A page cannot leave out or choose these headers.
 */
export function isCrossSite({ origin, fetchSite, host, allowedOrigins }: SiteFacts): boolean {
  if (fetchSite === 'same-origin') return false;
  if (origin !== undefined) return !allowedOrigins.includes(origin) && !isOwnHost(origin, host);
  return fetchSite !== undefined && fetchSite !== 'none';
}

/**
 * Refuses calls from pages of other sites to the routes that read or set the refresh cookie. SameSite=Strict keeps the cookie away
 * from them; this also keeps them from signing a visitor in under an account of theirs, and works in browsers that know no SameSite.
 */
export function refuseCrossSite(fastify: FastifyInstance, settings: Settings): void {
  const own = settings.publicUrl === undefined ? [] : [new URL(settings.publicUrl).origin];
  const allowedOrigins = [...settings.corsOrigins, ...own];
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (!CHANGES.has(request.method) || !COOKIE_PATHS.test(request.url)) return done();
    const fetchSite = request.headers['sec-fetch-site'];
    const facts = { origin: request.headers.origin, fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined, host: request.host, allowedOrigins };
    if (isCrossSite(facts)) return done(new AppError('forbidden', 'This call came from a page of another site. Add that site to CORS_ORIGINS if it may.'));
    return done();
  });
}
