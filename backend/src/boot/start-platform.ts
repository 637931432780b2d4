import { AppModule } from '../app.module.js';
import { BootstrapAccessService } from '../modules/auth/bootstrap-access.service.js';
import { LiveSocketAdapter } from '../modules/realtime/live-socket.adapter.js';
import type { Settings } from '../platform/config/settings.js';
import { explainFileError, openDataDir, type DataDir } from '../platform/embedded/data-dir.js';
import { createApp, type CreatedApp } from '../platform/http/create-app.js';
import { checkPort, explainListenError } from '../platform/http/port-check.js';
import type { Log } from '../platform/telemetry/logger.js';
import { endInOrder } from './end-in-order.js';
import { startStores, type Stores } from './start-stores.js';
import { addressOf, localAddress } from './welcome.js';

export interface StartOptions {
  log: Log;
  /** Tells a person one line, on the terminal itself. */
  say: (line: string) => void;
}

export interface Platform {
  /** Where people reach it. */
  url: string;
  port: number;
  /** The first admin, when this start made one. */
  admin: { email: string; password: string } | undefined;
  /** Finishes what is under way, then ends everything in order. Can be called again. */
  stop(): Promise<void>;
}

async function listen(created: CreatedApp, settings: Settings): Promise<number> {
  try {
    await created.app.listen({ port: settings.port, host: settings.host });
  } catch (error) {
    throw explainListenError(error, settings.host, settings.port);
  }
  const address = created.app.getHttpServer().address();
  return typeof address === 'object' && address !== null ? address.port : settings.port;
}

/**
 * Starts the whole platform in this process: data folder, stores, app. What was begun is ended again when a step fails.
 * @throws StartError with one sentence a person can act on
 */
export async function startPlatform(settings: Settings, options: StartOptions): Promise<Platform> {
  const { log, say } = options;
  const begun: { dataDir?: DataDir; stores?: Stores; created?: CreatedApp } = {};
  let ending: Promise<void> | undefined;
  const stop = () => (ending ??= endInOrder(begun, log));
  try {
    const dataDir = (begun.dataDir = openDataDir(settings.dataDir));
    await checkPort(settings.host, settings.port);
    const stores = (begun.stores = await startStores(settings, log, say));
    const created = (begun.created = await createApp(AppModule.with(settings, stores), settings, {
      log,
      socketAdapter: (app) => new LiveSocketAdapter(app, settings.corsOrigins),
    }));
    const access = await created.app.get(BootstrapAccessService).ensure();
    const port = await listen(created, settings);
    dataDir.announce(localAddress(settings.host, port));
    return { url: addressOf(settings, port), port, admin: access.admin, stop };
  } catch (error) {
    await stop();
    throw explainFileError(error, settings.dataDir) ?? error;
  }
}
