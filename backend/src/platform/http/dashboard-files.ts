import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { pagePolicy, sentPolicy } from './content-security.js';
import { isHttps } from './is-https.js';

/** Paths that belong to programs: there an unknown address is answered in JSON, even to a browser. */
const PROGRAM_PATHS = /^\/(api|docs|socket\.io|health|metrics)(\/|\?|$)/;

interface AskingRequest {
  method?: string | undefined;
  url?: string | undefined;
  headers: { accept?: string | undefined };
}

/** Whether a person with a browser asks for a page, not a program for data. */
export function asksForHtml(request: AskingRequest): boolean {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  return reads && (request.headers.accept ?? '').includes('text/html') && !PROGRAM_PATHS.test(request.url ?? '/');
}

/** `/` is the dashboard for a browser and a status in JSON for a program; the router sees two addresses. */
export function rewriteRoot(request: AskingRequest): string {
  const url = request.url ?? '/';
  return (url === '/' || url.startsWith('/?')) && asksForHtml(request) ? `/index.html${url.slice(1)}` : url;
}

/** The exported dashboard: static files, named by their content under `_next/static`, so those may be kept for ever. */
export class DashboardFiles {
  private readonly policies = new Map<string, string>();

  /**
   * @param dir folder of the export; it may be missing, then the app serves only the API
   * @param publicUrl where people reach the app, when that is known
   */
  constructor(
    private readonly dir: string,
    private readonly publicUrl: string | undefined,
  ) {}

  has(file: string): boolean {
    return existsSync(path.join(this.dir, file));
  }

  async register(fastify: FastifyInstance): Promise<void> {
    if (!existsSync(this.dir)) return;
    await fastify.register(fastifyStatic, {
      root: this.dir,
      index: ['index.html'],
      redirect: true,
      cacheControl: false,
      setHeaders: (reply, file) => {
        const immutable = file.includes(`${path.sep}_next${path.sep}static${path.sep}`);
        reply.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
        reply.header('content-security-policy', this.policyFor(reply, file));
      },
    });
  }

  /** Sends one file of the export with the status that the reply has. */
  async send(reply: FastifyReply, file: string): Promise<void> {
    const full = path.join(this.dir, file);
    await reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .header('content-security-policy', this.policyFor(reply, full))
      .send(readFileSync(full));
  }

  private policyFor(reply: FastifyReply, file: string): string {
    return sentPolicy(this.policyOf(file), isHttps(reply.request, this.publicUrl));
  }

  /** One policy a page, read once: pages change only with a new build, which needs a restart. Other files get it without hashes. */
  private policyOf(file: string): string {
    const key = file.endsWith('.html') ? file : '';
    let policy = this.policies.get(key);
    if (policy === undefined) {
      policy = pagePolicy(key === '' ? '' : readFileSync(file, 'utf8'));
      this.policies.set(key, policy);
    }
    return policy;
  }
}
