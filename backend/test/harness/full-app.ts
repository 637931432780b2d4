import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../src/app.module.js';
import { SessionsService } from '../../src/modules/auth/sessions/sessions.service.js';
import { LiveSocketAdapter } from '../../src/modules/realtime/live-socket.adapter.js';
import { createApp } from '../../src/platform/http/create-app.js';
import { PrismaService } from '../../src/platform/prisma/prisma.service.js';
import { createLog } from '../../src/platform/telemetry/logger.js';
import { makeApiKey, makeUser } from '../factories/people.js';
import { startTestEngine } from './engine.js';
import { startTestPostgres } from './postgres.js';
import { testSettings } from './test-app.js';

type UserColumns = Parameters<typeof makeUser>[1];
type KeyColumns = Parameters<typeof makeApiKey>[1];

export interface FullApp {
  app: NestFastifyApplication;
  prisma: PrismaService;
  /** Folder of the app's own files. */
  dataDir: string;
  /** What the app has written to its own log, as JSON lines. */
  log: readonly string[];
  /** Makes a person who is signed in; an admin of a tenant of their own unless columns are given. */
  signIn(over?: UserColumns): Promise<Awaited<ReturnType<typeof makeUser>> & { token: string; headers: { authorization: string } }>;
  /** Makes an API key, with its headers. */
  key(over?: KeyColumns): Promise<Awaited<ReturnType<typeof makeApiKey>> & { headers: { authorization: string } }>;
  stop(): Promise<void>;
}

/** The whole app on the real stores, not listening: use `app.inject`. @param env settings by their names in the environment */
export async function startFullApp(env: Record<string, string> = {}): Promise<FullApp> {
  const [postgres, engine] = await Promise.all([startTestPostgres(), startTestEngine()]);
  const settings = testSettings(postgres.dataDir, { LOG_LEVEL: 'debug', ...env });
  const log: string[] = [];
  const stores = { postgresUrl: postgres.url, clickhouse: engine.connection };
  const { app } = await createApp(AppModule.with(settings, stores), settings, {
    log: createLog({ level: 'debug', format: 'json', write: (line) => void log.push(line) }),
    socketAdapter: (context) => new LiveSocketAdapter(context, settings.corsOrigins),
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const prisma = app.get(PrismaService);
  return {
    app,
    prisma,
    dataDir: settings.dataDir,
    log,
    async signIn(over = { role: 'admin' }) {
      const user = await makeUser(prisma, over);
      const origin = { address: '', userAgent: '', requestId: '' };
      const { accessToken: token } = await app.get(SessionsService, { strict: false }).open(user.id, origin, Date.now(), { method: 'password' });
      return { ...user, token, headers: { authorization: `Bearer ${token}` } };
    },
    async key(over) {
      const key = await makeApiKey(prisma, over);
      return { ...key, headers: { authorization: `Bearer ${key.text}` } };
    },
    async stop() {
      await app.close();
      await engine.stop();
      await postgres.stop();
    },
  };
}
