import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toErrorBody } from '../errors/error-body.js';
import { errorText } from '../errors/error-facts.js';
import { asksForHtml, type DashboardFiles } from './dashboard-files.js';
import { noteRefusal } from './refusals.js';
import { toHttpError } from './to-http-error.js';

/** The one place where an error becomes an HTTP answer. A person who opens a page that does not exist gets the dashboard's own. */
@Catch()
export class HttpErrorsFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  constructor(private readonly dashboard: DashboardFiles) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = toHttpError(thrown);
    if (error.status >= 500) this.report(error.status, request, error.cause ?? error);
    else noteRefusal(request, error);
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (error.retryAfterSeconds !== undefined) reply.header('retry-after', String(Math.max(1, Math.ceil(error.retryAfterSeconds))));
    if (error.code === 'not_found' && asksForHtml(request) && this.dashboard.has('404.html')) {
      await this.dashboard.send(reply.status(404), '404.html');
      return;
    }
    await reply.status(error.status).header('cache-control', 'no-store').send(toErrorBody(error, request.id));
  }

  /** 503 and 504 are states of the stores, said by whoever found them; only what nobody expected gets its stack written. */
  private report(status: number, request: FastifyRequest, cause: unknown): void {
    const facts = { requestId: request.id, method: request.method, path: request.url.split('?')[0], status };
    if (status === 500) this.logger.error({ ...facts, msg: 'A request failed', err: cause });
    else this.logger.debug({ ...facts, msg: 'A request was refused', reason: errorText(cause) });
  }
}
