import { Module } from '@nestjs/common';
import { PrismaService } from '../../platform/prisma/prisma.service.js';
import { RedisModule } from '../../platform/redis/redis.module.js';
import { LogsModule } from '../logs/logs.module.js';
import { AcceptIngestCallService } from './accept-ingest-call.service.js';
import { IngestLogsController } from './ingest-logs.controller.js';
import { IngestLogsService } from './ingest-logs.service.js';
import { CheckKeyLimitsHook } from './key-limits/check-key-limits.hook.js';
import { KeyRateLimits } from './key-limits/key-rate-limits.js';
import { RedisDebts } from './key-limits/redis-debts.js';
import { INSTANCE_NUMBER } from './instance-number.js';

/** Takes the next number of the sequence; runs that lie 4,096 starts apart share one. */
async function nextInstanceNumber(prisma: PrismaService): Promise<number> {
  const rows = await prisma.$queryRaw<{ number: bigint }[]>`SELECT nextval('instance_number') AS number`;
  return Number((rows[0]?.number ?? 0n) % 4096n);
}

/** Takes logs in: decode, normalise, write together, acknowledge. */
@Module({
  imports: [LogsModule, RedisModule],
  controllers: [IngestLogsController],
  providers: [
    IngestLogsService,
    AcceptIngestCallService,
    KeyRateLimits,
    CheckKeyLimitsHook,
    RedisDebts,
    { provide: INSTANCE_NUMBER, useFactory: nextInstanceNumber, inject: [PrismaService] },
  ],
  exports: [IngestLogsService, AcceptIngestCallService],
})
export class IngestModule {}
