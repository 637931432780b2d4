import { Module, type DynamicModule } from '@nestjs/common';
import { AccountsModule } from './modules/accounts/accounts.module.js';
import { AuditModule } from './modules/audit/audit.module.js';
import { AuthModule } from './modules/auth/auth.module.js';
import { CompatModule } from './modules/compat/compat.module.js';
import { HealthModule } from './modules/health/health.module.js';
import { IngestModule } from './modules/ingest/ingest.module.js';
import { LimitsModule } from './modules/limits/limits.module.js';
import { LogsModule } from './modules/logs/logs.module.js';
import { MailModule } from './modules/mail/mail.module.js';
import { PeopleModule } from './modules/people/people.module.js';
import { RealtimeModule } from './modules/realtime/realtime.module.js';
import { RequestTraceModule } from './modules/request-trace/request-trace.module.js';
import { SsoModule } from './modules/sso/sso.module.js';
import { TenantsModule } from './modules/tenants/tenants.module.js';
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
        MailModule,
        PeopleModule,
        AccountsModule,
        TenantsModule,
        SsoModule,
        HealthModule,
        LimitsModule,
        LogsModule,
        IngestModule,
        RealtimeModule,
        RequestTraceModule,
        CompatModule,
      ],
    };
  }
}
