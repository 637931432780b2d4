import { Module } from '@nestjs/common';
import { RedisConnection } from '../../platform/redis/redis-connection.js';
import { RedisModule } from '../../platform/redis/redis.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { CountCallsService } from './count-calls.service.js';
import { CountConnectsService } from './count-connects.service.js';
import { CountRequestsHook } from './count-requests.hook.js';
import { ManageRateLimitsService } from './manage-rate-limits.service.js';
import { RateLimitsController } from './rate-limits.controller.js';
import { COUNT_STORE, type CountStore } from './store/count-store.js';
import { CountsWithFallback } from './store/counts-with-fallback.js';
import { MemoryCounts } from './store/memory-counts.js';
import { RedisCounts } from './store/redis-counts.js';

function countStore({ client }: RedisConnection): CountStore {
  return client ? new CountsWithFallback(new RedisCounts(client), new MemoryCounts(), () => client.status === 'ready') : new MemoryCounts();
}

/** How often anyone may call the API. */
@Module({
  imports: [AuthModule, RedisModule],
  controllers: [RateLimitsController],
  providers: [
    { provide: COUNT_STORE, useFactory: countStore, inject: [RedisConnection] },
    CountCallsService,
    CountConnectsService,
    CountRequestsHook,
    ManageRateLimitsService,
  ],
  exports: [CountConnectsService],
})
export class LimitsModule {}
