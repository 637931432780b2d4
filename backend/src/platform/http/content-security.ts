import { createHash } from 'node:crypto';

const INLINE_SCRIPT = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/gi;

/** For answers that are data: should a browser ever show one as a page, nothing in it runs or loads. */
export const DATA_POLICY = `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** For the description of the interface at /docs: its own files and its own server, nothing else. Its page sets styles inline. */
export const DOCS_POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  `script-src-attr 'none'`,
  `style-src 'self' 'unsafe-inline'`,
  `img-src 'self' data:`,
  `font-src 'self' data:`,
  `connect-src 'self'`,
  `base-uri 'none'`,
  `form-action 'self'`,
  `frame-ancestors 'none'`,
].join('; ');

/**
 * The policy of a page of the dashboard: only the platform's own files run. A page exported by Next carries inline scripts: each
 * is allowed by its hash, so nothing that an attacker brings in runs. Inline styles are needed by the charts and the list.
 * @param html the page the policy is for; without one no inline script is allowed
 */
export function pagePolicy(html = ''): string {
  const hashes = new Set<string>();
  for (const [, script = ''] of html.matchAll(INLINE_SCRIPT)) hashes.add(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return [
    `default-src 'self'`,
    [`script-src 'self'`, ...hashes].join(' '),
    `script-src-attr 'none'`,
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data: blob:`,
    `font-src 'self' data:`,
    `connect-src 'self'`,
    `worker-src 'self' blob:`,
    `frame-src 'none'`,
    `object-src 'none'`,
    `base-uri 'self'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

/** The policy as it is sent: over HTTPS a browser also turns every http address of the page into https. */
export function sentPolicy(policy: string, https: boolean): string {
  return https ? `${policy}; upgrade-insecure-requests` : policy;
}
