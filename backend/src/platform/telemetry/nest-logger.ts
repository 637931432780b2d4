import type { LoggerService } from '@nestjs/common';
import type { Log } from './logger.js';

/** What Nest tells about its own wiring is of interest to developers only. */
const WIRING = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'WebSocketsController', 'NestApplication']);

/** Lets `new Logger('Name')` of Nest write to the platform's log. */
export class NestLogger implements LoggerService {
  constructor(private readonly sink: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    this.write(typeof context === 'string' && WIRING.has(context) ? 'debug' : 'info', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  /** Nest's calls end with the context; before it an error may carry its stack as text, or the error itself. */
  private write(level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal', message: unknown, rest: unknown[]): void {
    const last = rest.at(-1);
    const context = typeof last === 'string' ? last : undefined;
    const others = context === undefined ? rest : rest.slice(0, -1);
    const err = [message, ...others].find((value) => value instanceof Error);
    const stack = level === 'error' ? others.find((value) => typeof value === 'string') : undefined;
    const facts = { ...(context === undefined ? {} : { context }), ...(err ? { err } : {}), ...(stack === undefined ? {} : { stack }) };
    if (message instanceof Error) this.sink[level](facts, message.message);
    else if (typeof message === 'object' && message !== null) this.sink[level]({ ...message, ...facts });
    else this.sink[level](facts, String(message));
  }
}
