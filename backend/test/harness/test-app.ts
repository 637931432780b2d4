import { Module, type DynamicModule, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AuditModule } from '../../src/modules/audit/audit.module.js';
import { SettingsModule } from '../../src/platform/config/settings.module.js';
import { readSettings, type Settings } from '../../src/platform/config/settings.js';
import { createApp } from '../../src/platform/http/create-app.js';
import { PrismaModule } from '../../src/platform/prisma/prisma.module.js';
import type { Log } from '../../src/platform/telemetry/logger.js';
import { silentLog } from '../../src/platform/telemetry/logger.js';

/** Settings for a test: the defaults, a data folder, and what the test changes, by its name in the environment. */
export function testSettings(dataDir: string, env: Record<string, string> = {}): Settings {
  return readSettings({ DATA_DIR: dataDir, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'silent', ...env }, dataDir);
}

@Module({})
class TestRootModule {}

/** An app like the real one, of some modules and PostgreSQL, initialised but not listening: use `app.inject`. Close it. */
export async function createTestApp(
  parts: { imports: (Type | DynamicModule)[]; controllers?: Type[] },
  stores: { postgresUrl: string; settings: Settings; log?: Log },
): Promise<NestFastifyApplication> {
  const { settings, postgresUrl } = stores;
  const imports = [SettingsModule.with(settings), PrismaModule.with(postgresUrl), AuditModule, ...parts.imports];
  const root: DynamicModule = { module: TestRootModule, imports, controllers: parts.controllers ?? [] };
  const { app } = await createApp(root, settings, { log: stores.log ?? silentLog });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
