import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Principal } from '../../platform/http/principal.js';
import type { IngestResult } from './ingest-call.js';
import { IngestLogsService } from './ingest-logs.service.js';
import { RecentAnswers } from './recent-answers.js';
import { RequestRateLimit } from './rate-limit.js';

/** What every HTTP input has in common: limits of the sender, repeated calls, then the service that takes the logs. */
@Injectable()
export class AcceptIngestCallService {
  private readonly rate: RequestRateLimit;
  private readonly answers = new RecentAnswers<IngestResult>();

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly logs: IngestLogsService,
  ) {
    this.rate = new RequestRateLimit(settings.ingestRequestsPerSecond);
  }

  /**
   * Takes the body of one call, for the tenant of its caller.
   * @throws AppError rate_limited, overloaded, or what IngestLogsService throws
   */
  async accept(caller: Principal, body: Buffer | undefined, headers: Readonly<Record<string, string | undefined>>): Promise<IngestResult> {
    const sender = caller.kind === 'key' ? caller.keyId : caller.userId;
    const waitSeconds = this.rate.take(sender, Date.now());
    if (waitSeconds > 0) {
      throw new AppError(
        'rate_limited',
        `This token sends more than ${this.settings.ingestRequestsPerSecond} calls a second. Send more records a call, or raise INGEST_REQUESTS_PER_SECOND.`,
        {
          retryAfterSeconds: waitSeconds,
          details: { limit: 'INGEST_REQUESTS_PER_SECOND', perSecond: this.settings.ingestRequestsPerSecond },
        },
      );
    }
    this.logs.assertRoom();
    const take = () =>
      this.logs.ingestBody(
        caller.tenant,
        body ?? Buffer.alloc(0),
        { contentType: headers['content-type'] ?? '', contentEncoding: headers['content-encoding'] },
        'http',
      );
    const key = headers['idempotency-key'];
    return key ? this.answers.once(`${caller.tenant} ${sender} ${key.slice(0, 200)}`, Date.now(), take) : take();
  }
}
