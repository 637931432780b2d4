import fastifyHelmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Settings } from '../config/settings.js';
import { DATA_POLICY, DOCS_POLICY, sentPolicy } from './content-security.js';
import { isHttps } from './is-https.js';

/** No page of the platform needs a device. */
const PERMISSIONS = 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()';

/** A year, for this host alone: neighbours under the same domain are not ours to bind. */
const STRICT_TRANSPORT = 'max-age=31536000';

const DOCS = /^\/docs(?:[/?-]|$)/;

/** The headers that depend on the request. Pages set a policy with the hashes of their scripts in place of the one for data. */
export function addRequestHeaders(request: FastifyRequest, reply: FastifyReply, publicUrl: string | undefined): void {
  const https = isHttps(request, publicUrl);
  reply.header('content-security-policy', sentPolicy(DOCS.test(request.url) ? DOCS_POLICY : DATA_POLICY, https));
  reply.header('x-content-type-options', 'nosniff').header('permissions-policy', PERMISSIONS);
  if (https) reply.header('strict-transport-security', STRICT_TRANSPORT).header('cross-origin-opener-policy', 'same-origin');
}

/**
 * Puts the headers on every answer that tell a browser to be strict. helmet gives those that are always the same. What it would
 * also send over plain http, where it locks people out or fills the console with warnings, is left to `addRequestHeaders`.
 */
export async function addSecurityHeaders(fastify: FastifyInstance, settings: Settings): Promise<void> {
  await fastify.register(fastifyHelmet, {
    contentSecurityPolicy: false,
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    addRequestHeaders(request, reply, settings.publicUrl);
    done();
  });
}
