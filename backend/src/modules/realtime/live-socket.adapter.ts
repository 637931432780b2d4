import type { IncomingMessage } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { AppError } from '../../platform/errors/app-error.js';
import { LIVE_NAMESPACE } from './live-protocol.js';
import { refusal } from './live-socket.js';
import { requestIdOf } from '../../platform/http/request-id.js';

// The adapter brings a Socket.IO of its own, whose types are not those of the package we import elsewhere.
type Options = Parameters<IoAdapter['createIOServer']>[1];
type Server = ReturnType<IoAdapter['createIOServer']>;

/**
 * Nest's Socket.IO adapter that lets long polling in from the same other origins as REST (without any, from its own only), and
 * nobody into the namespace `/`, which Socket.IO opens to everyone.
 */
export class LiveSocketAdapter extends IoAdapter {
  constructor(
    app: INestApplicationContext,
    private readonly corsOrigins: readonly string[],
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: Options): Server {
    const cors = this.corsOrigins.length > 0 ? { cors: { origin: [...this.corsOrigins], credentials: true } } : {};
    const server = super.createIOServer(port, Object.assign({}, options, cors));
    server.use((_socket, next) => next(refusal(new AppError('not_found', `There is nothing here. Connect to ${LIVE_NAMESPACE}.`))));
    // These answers pass through no hook of Fastify.
    server.engine.on('headers', (headers: Record<string, string>, request: IncomingMessage) => {
      headers['x-request-id'] = requestIdOf(request);
      headers['x-content-type-options'] = 'nosniff';
    });
    return server;
  }
}
