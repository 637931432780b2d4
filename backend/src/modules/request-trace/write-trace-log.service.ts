import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors/app-error.js';
import type { Principal } from '../../platform/http/principal.js';
import { AcceptIngestCallService } from '../ingest/accept-ingest-call.service.js';
import type { TraceLogAnswerDto } from './dto/trace-answers.dto.js';
import type { TraceLogDto } from './dto/trace-log.dto.js';

const SOURCE = 'logstream-trace';
const EVENT_TYPE = 'trace';

/** The ids of the request that writes. */
export type TraceIds = Pick<TraceLogAnswerDto, 'requestId' | 'correlationId'>;

/**
 * Writes a custom event as a log of the caller's tenant, by the way that all logs go: with the limits of its sender, and durable
 * when it is answered. The ids of the request go with it, so that it is found beside what the request did elsewhere.
 */
@Injectable()
export class WriteTraceLogService {
  constructor(private readonly calls: AcceptIngestCallService) {}

  /** @throws AppError forbidden for a key without the scope ingest: reading is no right to write */
  async write(caller: Principal, event: TraceLogDto, ids: TraceIds): Promise<TraceLogAnswerDto> {
    if (caller.kind === 'key' && !caller.scopes.includes('ingest')) {
      throw new AppError('forbidden', 'This API key may not write logs: it needs the scope "ingest".', { details: { requiredScope: 'ingest' } });
    }
    const { message, severity = 'info', source = SOURCE, metadata = {} } = event;
    const record = { metadata: { ...metadata, ...ids }, message, severity, source, eventType: EVENT_TYPE, traceId: ids.correlationId };
    const answer = await this.calls.accept(caller, Buffer.from(JSON.stringify(record)), { 'content-type': 'application/json' });
    return { id: answer.ids[0] ?? '', ...ids };
  }
}
