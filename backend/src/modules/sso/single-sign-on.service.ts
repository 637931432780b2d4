import { Injectable, Logger } from '@nestjs/common';
import { AppError } from '../../platform/errors/app-error.js';
import { errorText } from '../../platform/errors/error-facts.js';
import { maskSecrets } from '../../platform/telemetry/mask-secrets.js';
import type { AuditOrigin } from '../audit/audit-log.service.js';
import { DenialLog } from '../audit/denial-log.service.js';
import { SessionsService, type OpenSession } from '../auth/sessions/sessions.service.js';
import { FindPersonService, type NoPerson } from './find-person.service.js';
import { OidcClient } from './oidc-client.js';
import type { Trip } from './trip-cookie.js';

/** What the sign-in page is told when it does not work. */
export type SingleSignOnFailure = NoPerson | 'sso_failed' | 'sso_unavailable' | 'sso_account_disabled';

/** Lets people in who have proven to a provider who they are. */
@Injectable()
export class SingleSignOnService {
  private readonly log = new Logger(SingleSignOnService.name);

  constructor(
    private readonly oidc: OidcClient,
    private readonly people: FindPersonService,
    private readonly sessions: SessionsService,
    private readonly denials: DenialLog,
  ) {}

  /** Where to send the browser, or why not. @throws AppError not_found when single sign-on is not set up */
  async begin(redirectUri: string, next: string, nowMs: number): Promise<{ url: URL; trip: Trip } | { failure: SingleSignOnFailure }> {
    try {
      return await this.oidc.begin(redirectUri, next, nowMs);
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') throw error;
      return { failure: this.failureOf(error) };
    }
  }

  /** Opens a session for whoever the browser brought back, or says why not. */
  async finish(trip: Trip | undefined, query: URLSearchParams, origin: AuditOrigin): Promise<{ session: OpenSession } | { failure: SingleSignOnFailure }> {
    try {
      if (!trip) throw new Error('The cookie of the start did not come back, or too late.');
      const person = await this.oidc.finish(trip, query);
      const found = await this.people.find(person, origin);
      if ('reason' in found) return this.deny(found.reason, person.verifiedEmail ?? '', origin);
      return { session: await this.sessions.open(found.userId, origin, Date.now(), { method: 'single-sign-on' }) };
    } catch (error) {
      return this.deny(this.failureOf(error), '', origin);
    }
  }

  private failureOf(error: unknown): SingleSignOnFailure {
    if (error instanceof AppError && error.code === 'unauthenticated') return 'sso_account_disabled';
    this.log.warn(`A single sign-on failed: ${maskSecrets(errorText(error instanceof AppError ? (error.cause ?? error) : error))}`);
    return error instanceof AppError && error.code === 'store_unavailable' ? 'sso_unavailable' : 'sso_failed';
  }

  /** Anyone can cause this, so it goes where floods are bounded. */
  private deny(failure: SingleSignOnFailure, name: string, origin: AuditOrigin): { failure: SingleSignOnFailure } {
    const actor = { kind: 'stranger', id: '', name } as const;
    this.denials.record({ tenant: null, actor, action: 'auth.sign-in', outcome: 'denied', after: { method: 'single-sign-on', failure }, origin });
    return { failure };
  }
}
