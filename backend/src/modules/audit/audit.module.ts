import { Global, Module } from '@nestjs/common';
import { AuditLog } from './audit-log.service.js';
import { AuditController } from './audit.controller.js';
import { DenialLog } from './denial-log.service.js';
import { ExportAuditService } from './export-audit.service.js';
import { ReadAuditService } from './read-audit.service.js';
import { RecordDenialsHook } from './record-denials.hook.js';

/** Who did what, for every module: global, because nearly all of them write it down. */
@Global()
@Module({
  controllers: [AuditController],
  providers: [AuditLog, DenialLog, ReadAuditService, ExportAuditService, RecordDenialsHook],
  exports: [AuditLog, DenialLog],
})
export class AuditModule {}
