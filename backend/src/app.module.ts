import { Module, type DynamicModule } from '@nestjs/common';
import { AuditModule } from './modules/audit/audit.module.js';
import { AuthModule } from './modules/auth/auth.module.js';
import { CompatModule } from './modules/compat/compat.module.js';
import { HealthModule } from './modules/health/health.module.js';
import { IngestModule } from './modules/ingest/ingest.module.js';
import { LogsModule } from './modules/logs/logs.module.js';
import { RealtimeModule } from './modules/realtime/realtime.module.js';
import { RequestTraceModule } from './modules/request-trace/request-trace.module.js';
import type { ClickHouseConnection } from './platform/clickhouse/clickhouse-connection.js';
import { ClickHouseModule } from './platform/clickhouse/clickhouse.module.js';
import { SettingsModule } from './platform/config/settings.module.js';
import type { Settings } from './platform/config/settings.js';
import { PrismaModule } from './platform/prisma/prisma.module.js';

/** Everything together. */
@Module({})
export class AppModule {
  /** @param stores where the stores are; they must be migrated */
  static with(settings: Settings, stores: { postgresUrl: string; clickhouse: ClickHouseConnection }): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.with(settings),
        PrismaModule.with(stores.postgresUrl),
        ClickHouseModule.with(stores.clickhouse),
        AuditModule,
        AuthModule,
        HealthModule,
        LogsModule,
        IngestModule,
        RealtimeModule,
        RequestTraceModule,
        CompatModule,
      ],
    };
  }
}
