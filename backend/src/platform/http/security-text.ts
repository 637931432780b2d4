import type { FastifyInstance } from 'fastify';
import type { Settings } from '../config/settings.js';

const GOOD_FOR_MS = 180 * 24 * 3_600_000;

/** An address of mail, or a link as it is. Without a setting the mailbox that RFC 2142 keeps for this, at the host of PUBLIC_URL. */
function contactOf({ securityContact, publicUrl }: Settings): string {
  if (securityContact !== undefined) return /^[a-z]+:/i.test(securityContact) ? securityContact : `mailto:${securityContact}`;
  return `mailto:security@${publicUrl === undefined ? 'localhost' : new URL(publicUrl).hostname}`;
}

/** Whom to tell of a weakness, in the form of RFC 9116. https://www.rfc-editor.org/rfc/rfc9116 */
export function securityText(settings: Settings, nowMs: number): string {
  const canonical = settings.publicUrl === undefined ? [] : [`Canonical: ${settings.publicUrl}/.well-known/security.txt`];
  const expires = `${new Date(nowMs + GOOD_FOR_MS).toISOString().slice(0, 10)}T00:00:00Z`;
  return [`Contact: ${contactOf(settings)}`, `Expires: ${expires}`, 'Preferred-Languages: en', ...canonical, ''].join('\n');
}

/** Serves it where people and scanners look for it. */
export function serveSecurityText(fastify: FastifyInstance, settings: Settings): void {
  fastify.get('/.well-known/security.txt', (_request, reply) =>
    reply.type('text/plain; charset=utf-8').header('cache-control', 'public, max-age=86400').send(securityText(settings, Date.now())),
  );
}
