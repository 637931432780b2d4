import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { AccessTokenVerifier } from '../auth/tokens/access-token-verifier.js';
import { CountConnectsService } from '../limits/count-connects.service.js';
import { LimitsModule } from '../limits/limits.module.js';
import { LogsModule } from '../logs/logs.module.js';
import { CONNECT_LIMIT } from './connect-limit.js';
import { LiveGateway } from './live.gateway.js';
import { RefusedSockets } from './refused-sockets.js';
import { TailBackfillService } from './tail-backfill.service.js';
import { TOKEN_VERIFIER } from './token-verifier.js';

/** The live view: committed logs, pushed to the browsers that ask for them. */
@Module({
  imports: [AuthModule, LimitsModule, LogsModule],
  providers: [
    LiveGateway,
    RefusedSockets,
    TailBackfillService,
    { provide: TOKEN_VERIFIER, useExisting: AccessTokenVerifier },
    { provide: CONNECT_LIMIT, useExisting: CountConnectsService },
  ],
})
export class RealtimeModule {}
