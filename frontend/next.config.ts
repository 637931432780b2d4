import path from 'node:path';
import { PHASE_DEVELOPMENT_SERVER } from 'next/constants';
import type { NextConfig } from 'next';

const root = path.join(import.meta.dirname, '..');
const backend = process.env.BACKEND_URL ?? 'http://127.0.0.1:3000';

/** The product is a static export that the app serves; only `next dev` needs a proxy to the app, so that one origin is kept. */
export default (phase: string): NextConfig => ({
  trailingSlash: true, // /explore/index.html: maps one to one to a static file server
  images: { unoptimized: true },
  poweredByHeader: false,
  reactStrictMode: true,
  turbopack: { root },
  outputFileTracingRoot: root,
  // Types are checked by `npm test`; the start of the product must not need the packages that only development has.
  typescript: { ignoreBuildErrors: true },
  ...(phase === PHASE_DEVELOPMENT_SERVER
    ? {
        skipTrailingSlashRedirect: true,
        rewrites: async () => [
          { source: '/socket.io', destination: `${backend}/socket.io/` }, // engine.io needs the trailing slash
          { source: '/socket.io/:path*', destination: `${backend}/socket.io/:path*` },
          { source: '/api/:path*', destination: `${backend}/api/:path*` },
          { source: '/health', destination: `${backend}/health` },
        ],
      }
    : { output: 'export' }),
});
