import { Injectable } from '@nestjs/common';

/** The terminal of whoever started the app. What is said here passes by the logger, and so by everything that collects logs. */
@Injectable()
export class Terminal {
  say(text: string): void {
    process.stdout.write(`${text}\n`);
  }
}
