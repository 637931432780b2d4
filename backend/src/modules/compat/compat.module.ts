import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { IngestModule } from '../ingest/ingest.module.js';
import { LogsModule } from '../logs/logs.module.js';
import { PeopleModule } from '../people/people.module.js';
import { CompatAuthController } from './compat-auth.controller.js';
import { CompatLogsController } from './compat-logs.controller.js';
import { CompatPeopleController } from './compat-people.controller.js';
import { CompatStatusController } from './compat-status.controller.js';

/** Interfaces that were published before: aliases without any logic of their own, locked like everything else. */
@Module({
  imports: [AccountsModule, AuthModule, IngestModule, LogsModule, PeopleModule],
  controllers: [CompatAuthController, CompatLogsController, CompatPeopleController, CompatStatusController],
})
export class CompatModule {}
