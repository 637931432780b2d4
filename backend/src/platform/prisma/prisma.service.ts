import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../generated/prisma/client.js';

/** The metadata store. It connects at the first query and reconnects by itself after the server was away. */
@Injectable()
export class PrismaService extends PrismaClient implements OnApplicationShutdown {
  constructor(url: string) {
    // An idle connection that breaks (the server was restarted) is only replaced; it must not reach the process as an error.
    super({
      adapter: new PrismaPg(
        { connectionString: url, max: 10, connectionTimeoutMillis: 5_000, application_name: 'logstream' },
        { onPoolError: () => undefined, onConnectionError: () => undefined },
      ),
    });
  }

  /** Throws when the store does not answer. */
  async ping(): Promise<void> {
    await this.$queryRaw`SELECT 1`;
  }

  /** Last of all: what ends before may still have to write. */
  async onApplicationShutdown(): Promise<void> {
    await this.$disconnect();
  }
}
