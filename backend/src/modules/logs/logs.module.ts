import { Module } from '@nestjs/common';
import { CommittedBatches } from './committed-batches.js';
import { LogStatisticsService } from './log-statistics.service.js';
import { LogsController } from './logs.controller.js';
import { SearchLogsService } from './search-logs.service.js';
import { ClickHouseLogStore } from './store/clickhouse-log-store.js';
import { LOG_STORE } from './store/log-store.js';

/** Logs: what one is, where they are kept, how they are found, and the bus of those just stored. */
@Module({
  controllers: [LogsController],
  providers: [CommittedBatches, SearchLogsService, LogStatisticsService, { provide: LOG_STORE, useClass: ClickHouseLogStore }],
  exports: [CommittedBatches, SearchLogsService, LogStatisticsService, LOG_STORE],
})
export class LogsModule {}
