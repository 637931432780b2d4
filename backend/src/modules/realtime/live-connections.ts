import { AppError } from '../../platform/errors/app-error.js';
import type { TenantId } from '../../platform/tenancy/tenant.js';
import type { LiveConnection } from './live-connection.js';
import type { LiveHub } from './live-hub.js';
import type { LiveStats } from './live-protocol.js';
import { revocableOf, type TokenVerifier } from './token-verifier.js';

/** Sessions that are checked side by side: the metadata store has few connections. */
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

  /** Ends the sockets of sessions and keys that are no longer good; one look-up each, and never two rounds at a time. */
  async endRevoked(verifier: TokenVerifier): Promise<void> {
    if (this.checking) return;
    this.checking = true;
    try {
      const groups = [...this.byRevocable().values()];
      for (let i = 0; i < groups.length; i += CHECKS_AT_ONCE) {
        await Promise.all(groups.slice(i, i + CHECKS_AT_ONCE).map((group) => endIfRevoked(group, verifier)));
      }
    } finally {
      this.checking = false;
    }
  }

  endAll(code: string, message: string): void {
    for (const { sockets } of this.tenants.values()) for (const connection of sockets.keys()) connection.end(code, message);
  }

  private byRevocable(): Map<string, LiveConnection[]> {
    const groups = new Map<string, LiveConnection[]>();
    for (const { sockets } of this.tenants.values()) {
      for (const connection of sockets.keys()) {
        const key = revocableOf(connection.principal);
        const group = groups.get(key);
        if (group) group.push(connection);
        else groups.set(key, [connection]);
      }
    }
    return groups;
  }
}

async function endIfRevoked(group: readonly LiveConnection[], verifier: TokenVerifier): Promise<void> {
  // The token that lasts longest speaks for the session; the others end by their own time.
  const newest = group.reduce((a, b) => (b.expiresAtMs > a.expiresAtMs ? b : a));
  const { token } = newest;
  try {
    await verifier.verify(token);
  } catch (thrown) {
    // A metadata store that is away is no revocation: the token's own end still holds.
    if (!(thrown instanceof AppError) || (thrown.code !== 'unauthenticated' && thrown.code !== 'forbidden')) return;
    if (newest.token !== token) return;
    for (const connection of group) connection.end(thrown.code, thrown.message);
  }
}
