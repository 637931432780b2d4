import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Principal } from '../../platform/http/principal.js';
import type { IngestResult } from './ingest-call.js';
import { IngestLogsService } from './ingest-logs.service.js';
import { isLimited, KeyRateLimits, readContentLength } from './key-limits/key-rate-limits.js';
import { RecentAnswers } from './recent-answers.js';
import { RequestRateLimit } from './rate-limit.js';
import { NO_TERMS, type SenderTerms } from './sender-terms.js';

/** What every HTTP input has in common: limits of the sender, repeated calls, then the service that takes the logs. */
@Injectable()
export class AcceptIngestCallService {
  private readonly rate: RequestRateLimit;
  private readonly answers = new RecentAnswers<IngestResult>();

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly logs: IngestLogsService,
    private readonly keyLimits: KeyRateLimits,
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
        this.termsOf(caller, headers['content-length']),
      );
    const key = headers['idempotency-key'];
    return key ? this.answers.once(`${caller.tenant} ${sender} ${key.slice(0, 200)}`, Date.now(), take) : take();
  }

  private termsOf(caller: Principal, contentLength: string | undefined): SenderTerms {
    if (caller.kind === 'user') return NO_TERMS;
    const { fixed } = caller;
    if (!isLimited(caller)) return { fixed };
    const counted = readContentLength(contentLength);
    return {
      fixed,
      // What Content-Length has told was counted before the body was read; packed bodies are more.
      bytesRead: (bytes) => this.keyLimits.count(caller, 'bytesPerSecond', Math.max(0, bytes - counted), Date.now()),
      recordsRead: (records) => this.keyLimits.count(caller, 'recordsPerSecond', records, Date.now()),
    };
  }
}
