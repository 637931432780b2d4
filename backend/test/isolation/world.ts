import type { AddressInfo } from 'node:net';
import { Controller, Get, Inject, Module, Param } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../src/app.module.js';
import { LogsModule } from '../../src/modules/logs/logs.module.js';
import { LogScope } from '../../src/modules/logs/log-scope.js';
import { EVERYTHING } from '../../src/modules/logs/query/log-filter.js';
import { LOG_STORE, type LogStore } from '../../src/modules/logs/store/log-store.js';
import type { ClickHouseConnection } from '../../src/platform/clickhouse/clickhouse-connection.js';
import { Caller } from '../../src/platform/http/access.decorators.js';
import { createApp } from '../../src/platform/http/create-app.js';
import type { Principal } from '../../src/platform/http/principal.js';
import { PrismaService } from '../../src/platform/prisma/prisma.service.js';
import { silentLog } from '../../src/platform/telemetry/logger.js';
import { testSettings } from '../harness/test-app.js';

/** Settings of the app that is walked: no limit may answer in place of a route. */
const WALK_ENV: Record<string, string> = { INGEST_REQUESTS_PER_SECOND: '0', RATE_LIMITS: 'off' };

/** Routes that leak on purpose: a walk that does not find them finds nothing. */
export const LEAKS = { ofTenant: ['GET /leaky/people', 'GET /leaky/people/:id'], ofLimit: ['GET /leaky/logs'] };

@Controller('leaky')
class LeakyController {
  constructor(
    private readonly prisma: PrismaService,
    @Inject(LOG_STORE) private readonly logs: LogStore,
  ) {}

  @Get('people')
  async people(): Promise<{ keys: number }> {
    return { keys: await this.prisma.apiKey.count() };
  }

  @Get('people/:id')
  async person(@Param('id') id: string): Promise<{ name: string }> {
    const user = /^[0-9a-f-]{36}$/.test(id) ? await this.prisma.user.findUnique({ where: { id } }) : null;
    return { name: user?.name ?? '' };
  }

  @Get('logs')
  async total(@Caller() caller: Principal): Promise<{ total: number }> {
    return { total: await this.logs.count(LogScope.of({ kind: 'key', tenant: caller.tenant }), { filter: EVERYTHING }) };
  }
}

@Module({})
class WorldModule {}

export interface World {
  app: NestFastifyApplication;
  prisma: PrismaService;
  store: LogStore;
  url: string;
}

/** The whole app on stores of its own, listening. */
export async function startWorld(stores: { postgresUrl: string; clickhouse: ClickHouseConnection }, dataDir: string): Promise<World> {
  const settings = testSettings(dataDir, WALK_ENV);
  const root = { module: WorldModule, imports: [AppModule.with(settings, stores), LogsModule], controllers: [LeakyController] };
  const { app } = await createApp(root, settings, { log: silentLog });
  await app.listen(0, '127.0.0.1');
  const address = app.getHttpServer().address() as AddressInfo;
  const store = app.get<LogStore>(LOG_STORE, { strict: false });
  return { app, prisma: app.get(PrismaService, { strict: false }), store, url: `http://127.0.0.1:${address.port}` };
}
