import { createServer } from 'node:net';
import { errorCode } from '../errors/error-facts.js';
import { StartError } from '../errors/start-error.js';

/** Gives the sentence for an address that cannot be listened on. */
export function explainListenError(error: unknown, host: string, port: number): StartError {
  const code = errorCode(error);
  if (code === 'EADDRINUSE')
    return new StartError(`Port ${port} is in use by another program. Stop it, or choose another port: PORT=${port + 1} npm start`, { cause: error });
  if (code === 'EACCES') return new StartError(`This user may not listen on port ${port}. Choose one from 1024 up: PORT=3000 npm start`, { cause: error });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new StartError(`HOST is not an address of this machine. Leave it out to listen on all.`, { cause: error });
  return new StartError(`The app cannot listen on port ${port} (${code ?? 'unknown reason'}).`, { cause: error });
}

/**
 * Looks whether the app will be able to listen, before anything else is started.
 * @throws StartError with one sentence
 */
export async function checkPort(host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(explainListenError(error, host, port)));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()));
  });
}
