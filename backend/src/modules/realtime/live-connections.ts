import { AppError } from '../../platform/errors/app-error.js';
import type { TenantId } from '../../platform/tenancy/tenant.js';
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

interface TenantConnections {
  sockets: Map<LiveConnection, StatsSocket>;
  statistics: ReturnType<LiveHub['watchStatistics']>;
}

/** All sockets of this instance, by tenant: ticks them, sends their statistics, and ends those whose session was revoked. */
export class LiveConnections {
  private readonly tenants = new Map<TenantId, TenantConnections>();
  private checking = false;

  constructor(private readonly hub: LiveHub) {}

  add(connection: LiveConnection, socket: StatsSocket): void {
    const { tenant } = connection.principal;
    const group = this.tenants.get(tenant) ?? { sockets: new Map(), statistics: this.hub.watchStatistics(tenant) };
    this.tenants.set(tenant, group);
    group.sockets.set(connection, socket);
  }

  remove(connection: LiveConnection): void {
    const { tenant } = connection.principal;
    const group = this.tenants.get(tenant);
    if (!group?.sockets.delete(connection) || group.sockets.size > 0) return;
    group.statistics.stop();
    this.tenants.delete(tenant);
  }

  /** Once a second. */
  tick(nowMs: number): void {
    for (const { sockets, statistics } of this.tenants.values()) {
      const second = statistics.take(nowMs);
      for (const [connection, socket] of sockets) {
        connection.tick();
        socket.sendStats({ ...second, tails: connection.tailStatistics() });
      }
    }
  }

  /**
   * Ends the sockets of tokens and keys that are no longer good; one look-up each, and never two rounds at a time. By token, not
   * by session: a tab that was renewed says nothing of another that still sees what the person might see before.
   */
  async endRevoked(verifier: TokenVerifier): Promise<void> {
    if (this.checking) return;
    this.checking = true;
    try {
      const groups = [...this.byToken()];
      for (let i = 0; i < groups.length; i += CHECKS_AT_ONCE) {
        await Promise.all(groups.slice(i, i + CHECKS_AT_ONCE).map(([token, group]) => endIfRevoked(token, group, verifier)));
      }
    } finally {
      this.checking = false;
    }
  }

  endAll(code: string, message: string): void {
    for (const { sockets } of this.tenants.values()) for (const connection of sockets.keys()) connection.end(code, message);
  }

  private byToken(): Map<string, LiveConnection[]> {
    const groups = new Map<string, LiveConnection[]>();
    for (const { sockets } of this.tenants.values()) {
      for (const connection of sockets.keys()) {
        const group = groups.get(connection.token);
        if (group) group.push(connection);
        else groups.set(connection.token, [connection]);
      }
    }
    return groups;
  }
}

async function endIfRevoked(token: string, group: readonly LiveConnection[], verifier: TokenVerifier): Promise<void> {
  try {
    await verifier.verify(token);
  } catch (thrown) {
    // A metadata store that is away is no revocation: the token's own end still holds.
    if (!(thrown instanceof AppError) || (thrown.code !== 'unauthenticated' && thrown.code !== 'forbidden')) return;
    // One that was renewed in the meantime goes on.
    for (const connection of group) if (connection.token === token) connection.end(thrown.code, thrown.message);
  }
}
