import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../generated/prisma/client.js';

/** The metadata store. It connects at the first query and reconnects by itself after the server was away. */
@Injectable()
export class PrismaService extends PrismaClient implements OnModuleDestroy {
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

  async onModuleDestroy(): Promise<void> {
    await this.$disconnect();
  }
}
