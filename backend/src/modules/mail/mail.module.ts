import { Module } from '@nestjs/common';
import { SigningKeysModule } from '../../platform/secrets/signing-keys.module.js';
import { Terminal } from '../../platform/telemetry/terminal.js';
import { ListMailsService } from './list-mails.service.js';
import { MailTransport } from './mail-transport.js';
import { MailController } from './mail.controller.js';
import { Outbox } from './outbox.service.js';
import { SendMailsService } from './send-mails.service.js';

/** Mails: kept as rows, sent by SMTP or shown on the terminal. */
@Module({
  imports: [SigningKeysModule],
  controllers: [MailController],
  providers: [ListMailsService, MailTransport, Outbox, SendMailsService, Terminal],
  exports: [Outbox],
})
export class MailModule {}
