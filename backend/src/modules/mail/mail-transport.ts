import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Terminal } from '../../platform/telemetry/terminal.js';
import type { MailContent } from './sealed-content.js';

const TIMEOUT_MS = 15_000;

export interface ReadyMail extends MailContent {
  recipient: string;
  subject: string;
}

/** Hands mails over: to the server of SMTP_URL, or to the terminal when there is none. */
@Injectable()
export class MailTransport implements OnModuleDestroy {
  private readonly smtp: ReturnType<typeof createTransport> | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly terminal: Terminal,
  ) {
    const { smtpUrl: url } = settings;
    const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
    if (url !== undefined) this.smtp = createTransport({ url, ...timeouts, disableFileAccess: true, disableUrlAccess: true });
  }

  onModuleDestroy(): void {
    this.smtp?.close();
  }

  /** @throws what the mail server answers when it does not take the mail */
  async deliver({ recipient, subject, text, html }: ReadyMail): Promise<'sent' | 'on-terminal'> {
    if (!this.smtp) {
      this.terminal.say(`\n  Mail to ${recipient} (not sent: no SMTP_URL is set): ${subject}\n\n${text.replace(/^/gm, '    ')}\n`);
      return 'on-terminal';
    }
    // An object and not a text, so that nothing in an address can add recipients.
    await this.smtp.sendMail({ from: this.settings.mailFrom, to: { name: '', address: recipient }, subject, text, html });
    return 'sent';
  }
}
