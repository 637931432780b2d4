import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client.js';
import { SigningKeys } from '../../platform/secrets/signing-keys.js';
import { compose, type Letter } from './compose.js';
import { sealContent } from './sealed-content.js';
import { SendMailsService } from './send-mails.service.js';

/** A letter with where it goes. */
export interface OutgoingMail {
  /** Of the person it is about: its admins see that it waits. */
  tenant: string;
  kind: 'verify-email' | 'reset-password' | 'already-registered' | 'invitation' | 'account-made';
  recipient: string;
  letter: Letter;
  /** After this moment it is of no use. */
  expiresAt: Date;
}

/** Where mails are put. A mail is a row before it is sent, written with what it is about: neither can be lost without the other. */
@Injectable()
export class Outbox {
  constructor(
    private readonly keys: SigningKeys,
    private readonly sender: SendMailsService,
  ) {}

  /** Adds a mail, in the transaction of what it is about. Call `send` when that was committed. */
  async put(tx: Prisma.TransactionClient, { tenant, kind, recipient, letter, expiresAt }: OutgoingMail): Promise<void> {
    const id = randomUUID();
    const sealed = sealContent(this.keys.mail, id, compose(letter));
    await tx.mail.create({ data: { id, tenantId: tenant, kind, recipient, subject: letter.subject, sealed, expiresAt } });
  }

  /** Has the mails that wait sent soon; does not wait for it. */
  send(): void {
    this.sender.wake();
  }
}
