import { Global, Module } from '@nestjs/common';
import { AuditLog } from './audit-log.service.js';

/** Who did what, for every module: global, because nearly all of them write it down. */
@Global()
@Module({ providers: [AuditLog], exports: [AuditLog] })
export class AuditModule {}
