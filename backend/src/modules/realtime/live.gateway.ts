import { Inject, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { WebSocketGateway, type OnGatewayConnection, type OnGatewayInit } from '@nestjs/websockets';
import type { Namespace, Socket } from 'socket.io';
import { AppError } from '../../platform/errors/app-error.js';
import { toAppError } from '../../platform/errors/error-body.js';
import { CommittedBatches } from '../logs/committed-batches.js';
import { CONNECT_LIMIT, type ConnectLimit } from './connect-limit.js';
import { LiveConnection } from './live-connection.js';
import { LiveConnections } from './live-connections.js';
import { LiveHub } from './live-hub.js';
import { LiveLimits } from './live-limits.js';
import { LIVE_NAMESPACE } from './live-protocol.js';
import { answerEvents, connectionSocket, handshakeToken, refusal } from './live-socket.js';
import { RefusedSockets } from './refused-sockets.js';
import { scopeOfReader } from './scope-of-reader.js';
import { TailBackfillService } from './tail-backfill.service.js';
import { TOKEN_VERIFIER, type TokenVerifier } from './token-verifier.js';

/** Clients only send small events; what they may send is bounded accordingly. */
const INCOMING_BYTES_MAX = 64 * 1024;
const TICK_MS = 1000;

/** Socket.IO in front of the live view: lets signed-in sockets in, hands their events to a LiveConnection, ticks once a second. */
@WebSocketGateway({
  namespace: LIVE_NAMESPACE,
  transports: ['websocket', 'polling'],
  // Frames are many and small, and compressing each would cost the processor of ingest.
  perMessageDeflate: false,
  maxHttpBufferSize: INCOMING_BYTES_MAX,
  serveClient: false,
})
export class LiveGateway implements OnModuleInit, OnGatewayInit<Namespace>, OnGatewayConnection<Socket>, BeforeApplicationShutdown {
  private readonly logger = new Logger('Live');
  private readonly hub = new LiveHub((thrown) => this.logger.error(thrown, 'a live tail failed'));
  private readonly limits = new LiveLimits();
  private readonly connections = new LiveConnections(this.hub);
  private readonly identities = new WeakMap<Socket, { principal: LiveConnection['principal']; token: string }>();
  private unsubscribe: (() => void) | undefined;
  private ticker: NodeJS.Timeout | undefined;

  constructor(
    private readonly committed: CommittedBatches,
    private readonly backfill: TailBackfillService,
    @Inject(TOKEN_VERIFIER) private readonly verifier: TokenVerifier,
    @Inject(CONNECT_LIMIT) private readonly connects: ConnectLimit,
    private readonly refused: RefusedSockets,
  ) {}

  onModuleInit(): void {
    this.unsubscribe = this.committed.subscribe((batch) => this.hub.publish(batch));
    this.ticker = setInterval(() => this.tick(), TICK_MS).unref();
  }

  afterInit(namespace: Namespace): void {
    namespace.use((socket, next) => {
      this.admit(socket).then(
        () => next(),
        (thrown: unknown) => {
          void this.writeDown(socket, toAppError(thrown));
          next(refusal(thrown));
        },
      );
    });
  }

  handleConnection(socket: Socket): void {
    const identity = this.identities.get(socket);
    const port = connectionSocket(socket);
    if (!identity) return port.hangUp('unauthenticated', 'Sign in first.');
    try {
      const { hub, limits, backfill, verifier } = this;
      const connection = new LiveConnection(port, { hub, limits, backfill, verifier, now: Date.now }, identity);
      this.connections.add(connection, port);
      socket.on('disconnect', () => {
        this.connections.remove(connection);
        connection.close();
      });
      answerEvents(socket, connection, (thrown, facts) => this.logger.error(thrown, JSON.stringify(facts)));
    } catch (thrown) {
      const { code, message } = toAppError(thrown);
      port.hangUp(code, message);
    }
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.ticker);
    this.unsubscribe?.();
    this.connections.endAll('shutting_down', 'The server is stopping. Connect again in a moment.');
  }

  private async admit(socket: Socket): Promise<void> {
    const token = handshakeToken(socket);
    // Whoever cannot be told is counted by address, before they hear that they may not come in.
    const known = token === undefined ? undefined : await this.verifier.verify(token).catch(toAppError);
    const principal = known instanceof AppError ? undefined : known;
    await this.connects.take(principal, socket.handshake);
    if (known instanceof AppError) throw known;
    if (token === undefined || !principal) throw new AppError('unauthenticated', 'Sign in first: the handshake needs an access token.');
    scopeOfReader(principal);
    this.limits.checkSocket(principal);
    this.identities.set(socket, { principal, token });
  }

  /** A socket that showed a token and was not let in. */
  private async writeDown(socket: Socket, error: AppError): Promise<void> {
    const token = handshakeToken(socket);
    if (token === undefined) return;
    const principal = await this.verifier.verify(token).catch(() => undefined);
    this.refused.record(socket, error, principal);
  }

  private tick(): void {
    this.connections.tick(Date.now());
    this.connections.endRevoked(this.verifier).catch((thrown: unknown) => this.logger.error(thrown, 'sessions could not be checked'));
  }
}
