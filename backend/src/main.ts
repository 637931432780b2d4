import 'reflect-metadata';
import { handleProcessEvents } from './boot/process-events.js';
import { startPlatform } from './boot/start-platform.js';
import { welcomeLines } from './boot/welcome.js';
import { PROJECT_ROOT } from './platform/config/project-root.js';
import { readSettings, SettingsError } from './platform/config/settings.js';
import { StartError } from './platform/errors/start-error.js';
import { createLog } from './platform/telemetry/logger.js';

/** Straight to the terminal: the first password and the like never pass through the log. */
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const settings = readSettings(process.env, PROJECT_ROOT);
  const log = createLog({ level: settings.logLevel, format: settings.logFormat, colour: process.stdout.isTTY });
  const events = handleProcessEvents(log, say);
  const starting = startPlatform(settings, { log, say });
  // A wish to stop during the start waits for the step under way, so that nothing is left half-made.
  events.whenStopped(() =>
    starting.then(
      (platform) => platform.stop(),
      () => undefined,
    ),
  );
  const platform = await starting;
  const typedIn = process.env.INIT_CWD ?? process.cwd();
  for (const line of welcomeLines(settings, { url: platform.url, admin: platform.admin, seconds: process.uptime(), typedIn })) say(line);
}

main().catch((error: unknown) => {
  const isPlain = error instanceof StartError || error instanceof SettingsError;
  process.stderr.write(
    `\n${isPlain ? error.message : `LogStream could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`}\n\n`,
  );
  process.exit(1);
});
