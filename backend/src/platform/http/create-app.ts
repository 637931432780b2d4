import path from 'node:path';
import fastifyCompress from '@fastify/compress';
import fastifyCookie from '@fastify/cookie';
import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PROJECT_ROOT } from '../config/project-root.js';
import type { Settings } from '../config/settings.js';
import { AppError } from '../errors/app-error.js';
import { toErrorBody } from '../errors/error-body.js';
import type { Log } from '../telemetry/logger.js';
import { NestLogger } from '../telemetry/nest-logger.js';
import { answerClientError, HEADER_BYTES_MAX } from './client-error.js';
import { DashboardFiles, rewriteRoot } from './dashboard-files.js';
import { HttpErrorsFilter } from './http-errors.filter.js';
import { serveApiDocs } from './openapi.js';
import { readBodies } from './raw-body.js';
import { refuseCrossSite } from './refuse-cross-site.js';
import { requestIdOf } from './request-id.js';
import { addTraceHeaders, traceRequests } from './request-tracing.js';
import { addRequestHeaders, addSecurityHeaders } from './security-headers.js';
import { serveSecurityText } from './security-text.js';
import { ShutdownGate } from './shutdown-gate.js';
import { toHttpError } from './to-http-error.js';
import { inputValidation } from './validation.js';

const RAW_BODY_BYTES_MAX = 64 * 1024 * 1024;
const RAW_BODIES_IN_FLIGHT_BYTES_MAX = 128 * 1024 * 1024;
const REQUEST_TIMEOUT_MS = 120_000;
/** Headers of answers that scripts of other origins may read. */
const EXPOSED_HEADERS = ['x-request-id', 'x-correlation-id', 'retry-after', 'ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset', 'ratelimit-policy'];

export interface CreateAppOptions {
  log: Log;
  /** Folder of the exported dashboard; `frontend/out` when absent. */
  dashboardDir?: string;
  /** Makes the Socket.IO adapter; Nest's own for Socket.IO when absent. */
  socketAdapter?: (app: INestApplicationContext) => Parameters<NestFastifyApplication['useWebSocketAdapter']>[0];
  /** Only wire, do not run the factories of providers: enough to describe the interface without any store. */
  preview?: boolean;
}

export interface CreatedApp {
  app: NestFastifyApplication;
  gate: ShutdownGate;
}

/** Errors from before a route was found (an address that cannot be decoded, say) pass through neither Nest nor any hook. */
function answerFrameworkError(error: Error, request: FastifyRequest, reply: FastifyReply, settings: Settings): void {
  const known = toHttpError(error);
  addTraceHeaders(request, reply);
  addRequestHeaders(request, reply, settings.publicUrl);
  void reply.status(known.status).header('cache-control', 'no-store').send(toErrorBody(known, request.id));
}

function newAdapter(settings: Settings): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: RAW_BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // As addressBehindProxies: the proxies that are nearest are believed, so a client cannot write its own address.
    trustProxy: settings.trustProxy > 0 && ((_address, hop) => hop < settings.trustProxy),
    genReqId: requestIdOf,
    rewriteUrl: rewriteRoot,
    forceCloseConnections: 'idle',
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => answerFrameworkError(error, request, reply, settings),
    clientErrorHandler: answerClientError,
    http: { maxHeaderSize: HEADER_BYTES_MAX },
  });
}

/** NUL in a path or a query: no name of ours has one, and PostgreSQL takes none. */
function refuseUnstorableAddress(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    done(request.url.includes('%00') ? new AppError('bad_request', 'The address has a NUL character (%00).') : undefined);
  });
}

async function addPlugins(fastify: FastifyInstance): Promise<void> {
  await fastify.register(fastifyCookie);
  // Quick settings: the answers are made once and read once, so a smaller size is not worth the processor time.
  // Bodies that come in packed are unpacked by those who read them, with their own limits.
  await fastify.register(fastifyCompress, {
    globalDecompression: false,
    threshold: 2048,
    encodings: ['gzip', 'deflate', 'identity'],
    zlibOptions: { level: 3 },
  });
}

/**
 * Makes the app (not yet listening): the one set-up that the program and the tests share. `app.init()` or `app.listen()` is
 * left to the caller.
 * @param root the module with everything in it
 */
export async function createApp(root: Type | DynamicModule, settings: Settings, options: CreateAppOptions): Promise<CreatedApp> {
  const app = await NestFactory.create<NestFastifyApplication>(root, newAdapter(settings), {
    logger: new NestLogger(options.log),
    bodyParser: false,
    abortOnError: false,
    preview: options.preview ?? false,
  });
  const fastify = app.getHttpAdapter().getInstance();
  const dashboard = new DashboardFiles(options.dashboardDir ?? path.join(PROJECT_ROOT, 'frontend', 'out'), settings.publicUrl);
  traceRequests(fastify);
  await addSecurityHeaders(fastify, settings);
  const gate = new ShutdownGate(fastify);
  refuseCrossSite(fastify, settings);
  refuseUnstorableAddress(fastify);
  readBodies(fastify, { bytesMax: RAW_BODY_BYTES_MAX, bytesInFlightMax: RAW_BODIES_IN_FLIGHT_BYTES_MAX });
  await addPlugins(fastify);
  await dashboard.register(fastify);
  app.useGlobalFilters(new HttpErrorsFilter(dashboard));
  app.useGlobalPipes(inputValidation());
  if (settings.corsOrigins.length > 0) app.enableCors({ origin: [...settings.corsOrigins], credentials: true, exposedHeaders: [...EXPOSED_HEADERS] });
  app.useWebSocketAdapter(options.socketAdapter?.(app) ?? new IoAdapter(app));
  serveApiDocs(app);
  serveSecurityText(fastify, settings);
  return { app, gate };
}
