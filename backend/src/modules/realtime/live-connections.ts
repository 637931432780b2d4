import { AppError } from '../../platform/errors/app-error.js';
import type { LiveConnection } from './live-connection.js';
import type { LiveHub } from './live-hub.js';
import type { LiveStats } from './live-protocol.js';
import type { TokenVerifier } from './token-verifier.js';

/** Tokens that are checked side by side: the metadata store has few connections. */
const CHECKS_AT_ONCE = 8;

interface StatsSocket {
  /** Left out for a socket that is congested. */
  sendStats(stats: LiveStats): void;
}

/** Sockets that may see the same, and so get the same numbers. */
interface Group {
  sockets: Map<LiveConnection, StatsSocket>;
  statistics: ReturnType<LiveHub['watchStatistics']>;
}

/** All sockets of this instance, by what they may see: ticks them, sends their statistics, and ends those that were revoked. */
export class LiveConnections {
  private readonly groups = new Map<string, Group>();
  private readonly groupOf = new Map<LiveConnection, string>();
  private checking = false;

  constructor(private readonly hub: LiveHub) {}

  add(connection: LiveConnection, socket: StatsSocket): void {
    const { scope } = connection;
    const group = this.groups.get(scope.key) ?? { sockets: new Map(), statistics: this.hub.watchStatistics(scope) };
    this.groups.set(scope.key, group);
    group.sockets.set(connection, socket);
    this.groupOf.set(connection, scope.key);
  }

  remove(connection: LiveConnection): void {
    const key = this.groupOf.get(connection);
    const group = key === undefined ? undefined : this.groups.get(key);
    this.groupOf.delete(connection);
    if (key === undefined || !group?.sockets.delete(connection) || group.sockets.size > 0) return;
    group.statistics.stop();
    this.groups.delete(key);
  }

  /** Once a second. */
  tick(nowMs: number): void {
    this.regroup();
    for (const { sockets, statistics } of this.groups.values()) {
      const second = statistics.take(nowMs);
      for (const [connection, socket] of sockets) {
        connection.tick();
        socket.sendStats({ ...second, tails: connection.tailStatistics() });
      }
    }
  }

  /** Ends the sockets whose tokens and keys are no longer good; one look-up each, and never two rounds at a time. */
  async endRevoked(verifier: TokenVerifier): Promise<void> {
    if (this.checking) return;
    this.checking = true;
    try {
      const groups = [...this.byToken().values()];
      for (let i = 0; i < groups.length; i += CHECKS_AT_ONCE) {
        await Promise.all(groups.slice(i, i + CHECKS_AT_ONCE).map((group) => endIfRevoked(group, verifier)));
      }
    } finally {
      this.checking = false;
    }
  }

  endAll(code: string, message: string): void {
    for (const connection of this.groupOf.keys()) connection.end(code, message);
  }

  /** Moves sockets whose renewed token may see something else, before they get numbers again. */
  private regroup(): void {
    for (const [connection, key] of this.groupOf) {
      if (connection.scope.key === key) continue;
      const socket = this.groups.get(key)?.sockets.get(connection);
      this.remove(connection);
      if (socket) this.add(connection, socket);
    }
  }

  /** By token and not by session: a token from before a change of its user is refused while a newer one of the session is good. */
  private byToken(): Map<string, LiveConnection[]> {
    const groups = new Map<string, LiveConnection[]>();
    for (const connection of this.groupOf.keys()) {
      const group = groups.get(connection.token);
      if (group) group.push(connection);
      else groups.set(connection.token, [connection]);
    }
    return groups;
  }
}

async function endIfRevoked([first, ...others]: readonly LiveConnection[], verifier: TokenVerifier): Promise<void> {
  if (!first) return;
  const { token } = first;
  try {
    await verifier.verify(token);
  } catch (thrown) {
    // A metadata store that is away is no revocation: the token's own end still holds.
    if (!(thrown instanceof AppError) || (thrown.code !== 'unauthenticated' && thrown.code !== 'forbidden')) return;
    for (const connection of [first, ...others]) if (connection.token === token) connection.end(thrown.code, thrown.message);
  }
}
