import { Module } from '@nestjs/common';
import { IngestModule } from '../ingest/ingest.module.js';
import { LogsModule } from '../logs/logs.module.js';
import { CompatLogsController } from './compat-logs.controller.js';
import { CompatStatusController } from './compat-status.controller.js';

/** Interfaces that were published before: aliases without any logic of their own, locked like everything else. */
@Module({ imports: [LogsModule, IngestModule], controllers: [CompatLogsController, CompatStatusController] })
export class CompatModule {}
