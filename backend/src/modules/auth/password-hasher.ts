import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { AppError } from '../../platform/errors/app-error.js';

/** argon2id with the first choice of the OWASP password storage cheat sheet: 19 MiB, 2 passes, 1 lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Checks that run and wait at one time. They share Node's few worker threads with the unpacking of logs. */
const RUNNING_MAX = 2;
const WAITING_MAX = 30;

/** Most bytes of a password. */
export const PASSWORD_BYTES_MAX = 1024;

/** Hashes passwords and checks them, a few at a time. */
@Injectable()
export class PasswordHasher {
  /** Stands in for the hash of an account that does not exist, so that both take the same time. */
  private readonly decoy: Promise<string> = hash(randomBytes(16), COST);
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  /** argon2id in the PHC string format. @throws AppError overloaded */
  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, COST));
  }

  /** True when the password belongs to the hash; the same work is done when there is no hash. @throws AppError overloaded */
  verify(passwordHash: string | null | undefined, password: string): Promise<boolean> {
    return this.inTurn(async () => {
      const matches = await verify(passwordHash ?? (await this.decoy), password);
      return matches && typeof passwordHash === 'string';
    });
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  private async enter(): Promise<void> {
    if (this.running < RUNNING_MAX) {
      this.running += 1;
      return;
    }
    if (this.waiting.length >= WAITING_MAX)
      throw new AppError('overloaded', 'Too many people sign in at once. Try again in a moment.', { retryAfterSeconds: 2 });
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}
