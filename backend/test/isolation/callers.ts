import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { emailOf, type CallerName, type Party } from './party.js';

/** The people of a party, who sign in again when something that the walk did has signed them out. */
export class Callers {
  private readonly tokens = new Map<CallerName, string>();

  constructor(
    private readonly app: NestFastifyApplication,
    private readonly party: Party,
  ) {}

  /** An access token that is good now. */
  async token(who: CallerName): Promise<string> {
    const known = this.tokens.get(who);
    if (known !== undefined && (await this.isGood(known))) return known;
    const accessToken = await this.signIn(who);
    this.tokens.set(who, accessToken);
    return accessToken;
  }

  /** Signs in anew. */
  async signIn(who: CallerName): Promise<string> {
    const payload = { email: emailOf(this.party, who), password: this.party.password };
    const answer = await this.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload });
    if (answer.statusCode !== 200) throw new Error(`${payload.email} cannot sign in: ${answer.payload}`);
    return answer.json<{ accessToken: string }>().accessToken;
  }

  private async isGood(token: string): Promise<boolean> {
    return (await this.app.inject({ url: '/api/v1/auth/me', headers: { authorization: `Bearer ${token}` } })).statusCode === 200;
  }
}
