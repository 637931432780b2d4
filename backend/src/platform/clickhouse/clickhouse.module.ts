import type { ClickHouseClient } from '@clickhouse/client';
import { Global, Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { createClickHouseClient } from './clickhouse-client.js';
import type { ClickHouseConnection } from './clickhouse-connection.js';

/** Injects the ClickHouseClient of the platform. */
export const CLICKHOUSE_CLIENT = Symbol('CLICKHOUSE_CLIENT');

/** Gives the client of the log store to everything that asks for CLICKHOUSE_CLIENT, and closes it at the end. */
@Global()
@Module({})
export class ClickHouseModule {
  /** @param connection of a store whose migrations have run */
  static with(connection: ClickHouseConnection): DynamicModule {
    return {
      module: ClickHouseModule,
      providers: [{ provide: CLICKHOUSE_CLIENT, useFactory: () => createClickHouseClient(connection) }, ClickHouseEnd],
      exports: [CLICKHOUSE_CLIENT],
    };
  }
}

/** Closes the connections when the app has ended everything that writes. */
class ClickHouseEnd implements OnApplicationShutdown {
  constructor(@Inject(CLICKHOUSE_CLIENT) private readonly client: ClickHouseClient) {}

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }
}
