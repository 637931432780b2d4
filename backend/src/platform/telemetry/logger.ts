import { pino, type DestinationStream, type Logger } from 'pino';
import { maskSecrets, SECRET_FIELDS } from './mask-secrets.js';
import { readableLine } from './readable-lines.js';
import { currentRequest } from './request-context.js';

/** The log of the platform itself. Pass it on; `log.child({ context: 'Engine' })` names the part that speaks. */
export type Log = Logger;

export interface LogOptions {
  level: string;
  /** `text`: short lines for people; `json`: one JSON object a line, for collectors. */
  format: 'text' | 'json';
  /** Where lines go; standard output when absent. */
  write?: (line: string) => void;
  colour?: boolean;
}

/** Makes the log. Secrets are taken out by field name and by shape before a line is written. */
export function createLog(options: LogOptions): Log {
  const write = options.write ?? ((line: string) => void process.stdout.write(line));
  const destination: DestinationStream = {
    write: (line) => write(maskSecrets(options.format === 'json' ? line : readableLine(line, options.colour ?? false))),
  };
  /** Every line that is written for a request says for which. */
  const mixin = () => {
    const request = currentRequest();
    if (!request) return {};
    const { requestId, correlationId } = request;
    return correlationId === requestId ? { requestId } : { requestId, correlationId };
  };
  const paths = SECRET_FIELDS.flatMap((field) => [field, field.startsWith('[') ? `*${field}` : `*.${field}`]);
  return pino({ level: options.level, base: null, mixin, redact: { paths, censor: '***' } }, destination);
}

/** A log that says nothing, for tests. */
export const silentLog: Log = pino({ level: 'silent' });
