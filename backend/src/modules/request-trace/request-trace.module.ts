import { Module } from '@nestjs/common';
import { IngestModule } from '../ingest/ingest.module.js';
import { DescribeRequestService } from './describe-request.service.js';
import { RequestTraceController } from './request-trace.controller.js';
import { WriteTraceLogService } from './write-trace-log.service.js';

/** GET trace/context, GET trace/debug, POST trace/log. */
@Module({ imports: [IngestModule], controllers: [RequestTraceController], providers: [DescribeRequestService, WriteTraceLogService] })
export class RequestTraceModule {}
