import { Body, Controller, Headers, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiCreatedResponse, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import { Caller, RequireScope } from '../../platform/http/access.decorators.js';
import type { Principal } from '../../platform/http/principal.js';
import { RAW_BODY } from '../../platform/http/raw-body.js';
import { AcceptIngestCallService } from './accept-ingest-call.service.js';
import { IngestAnswerDto } from './ingest-answer.dto.js';

/** Logs over HTTP. */
@ApiTags('logs')
@ApiBearerAuth()
@Controller('api/v1/logs')
export class IngestLogsController {
  constructor(private readonly calls: AcceptIngestCallService) {}

  @Post('ingest')
  @RequireScope('ingest')
  @RouteConfig(RAW_BODY)
  @ApiOperation({
    summary: 'Send logs',
    description: 'One JSON object, an array of them, or one object a line (NDJSON); gzip, deflate, br or zstd too. Answers when they are durable.',
  })
  @ApiConsumes('application/json', 'application/x-ndjson')
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'A repeated call with the same key gets the first answer for ten minutes, and stores nothing again.',
  })
  @ApiBody({ schema: { type: 'object', example: { source: 'shop', message: 'order placed', severity: 'info', metadata: { orderId: 'A-1' } } } })
  @ApiCreatedResponse({ type: IngestAnswerDto })
  ingest(@Caller() caller: Principal, @Body() body: Buffer, @Headers() headers: Record<string, string | undefined>): Promise<IngestAnswerDto> {
    return this.calls.accept(caller, body, headers);
  }
}
