import { Module } from '@nestjs/common';
import { RedisModule } from '../../platform/redis/redis.module.js';
import { LogsModule } from '../logs/logs.module.js';
import { CheckHealthService } from './check-health.service.js';
import { HealthController } from './health.controller.js';

/** GET /health. */
@Module({ imports: [LogsModule, RedisModule], controllers: [HealthController], providers: [CheckHealthService], exports: [CheckHealthService] })
export class HealthModule {}
