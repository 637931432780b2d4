import { Inject, Injectable } from '@nestjs/common';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  discovery,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from 'openid-client';
import { z } from 'zod';
import { SETTINGS, type OidcSettings, type Settings } from '../../platform/config/settings.js';
import { AppError } from '../../platform/errors/app-error.js';
import { TRIP_MS, type Trip } from './trip-cookie.js';

const SCOPE = 'openid email profile';
const TIMEOUT_SECONDS = 10;

const claimsShape = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().optional(),
  email_verified: z
    .union([z.boolean(), z.literal('true').transform(() => true)])
    .catch(false)
    .optional(),
  name: z.string().optional(),
  preferred_username: z.string().optional(),
});

/** A person as the provider knows them. */
export interface ProviderPerson {
  issuer: string;
  subject: string;
  /** Lower-cased; absent when the provider does not vouch for it. */
  verifiedEmail?: string;
  name: string;
  username: string;
}

/** Talks to the provider of single sign-on: OpenID Connect Core 1.0, the code flow with PKCE (RFC 7636). */
@Injectable()
export class OidcClient {
  private found: Promise<Configuration> | undefined;

  constructor(@Inject(SETTINGS) private readonly settings: Pick<Settings, 'oidc'>) {}

  /** Where to send the browser, and what to remember until it is back. @throws AppError not_found, store_unavailable */
  async begin(redirectUri: string, next: string, nowMs: number): Promise<{ url: URL; trip: Trip }> {
    const provider = await this.provider();
    const verifier = randomPKCECodeVerifier();
    const trip: Trip = { state: randomState(), nonce: randomNonce(), verifier, next, redirectUri, endsAtMs: nowMs + TRIP_MS };
    const challenge = { code_challenge: await calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' };
    const { state, nonce } = trip;
    return { url: buildAuthorizationUrl(provider, { redirect_uri: redirectUri, scope: SCOPE, state, nonce, ...challenge }), trip };
  }

  /**
   * Takes what the browser brought back and gives the person.
   * @throws what openid-client throws when the answer is not right: a wrong state, nonce, signature, or a refusal
   */
  async finish(trip: Trip, query: URLSearchParams): Promise<ProviderPerson> {
    const provider = await this.provider();
    const checks = { pkceCodeVerifier: trip.verifier, expectedState: trip.state, expectedNonce: trip.nonce, idTokenExpected: true };
    const tokens = await authorizationCodeGrant(provider, new URL(`${trip.redirectUri}?${query}`), checks);
    const idClaims = tokens.claims();
    if (!idClaims) throw new Error('The provider gave no ID token.');
    const more = idClaims.email === undefined ? await fetchUserInfo(provider, tokens.access_token, idClaims.sub) : {};
    const { sub, email, email_verified, name = '', preferred_username: username = '' } = claimsShape.parse({ ...more, ...idClaims });
    const verified = email !== undefined && email_verified === true;
    return { issuer: idClaims.iss, subject: sub, ...(verified && { verifiedEmail: email.trim().toLowerCase() }), name: name.slice(0, 120), username };
  }

  private provider(): Promise<Configuration> {
    const { oidc } = this.settings;
    if (!oidc) throw new AppError('not_found', 'Single sign-on is not set up here.');
    this.found ??= discover(oidc).catch((error: unknown) => {
      this.found = undefined;
      throw new AppError('store_unavailable', 'The provider of single sign-on does not answer. Try again in a moment.', { retryAfterSeconds: 5, cause: error });
    });
    return this.found;
  }
}

/** A provider over plain http is for tests and for networks of one's own; the settings name it. */
function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<Configuration> {
  const server = new URL(issuer);
  const authentication = clientSecret === undefined ? None() : ClientSecretBasic(clientSecret);
  const options = { timeout: TIMEOUT_SECONDS, ...(server.protocol === 'http:' && { execute: [allowInsecureRequests] }) };
  return discovery(server, clientId, undefined, authentication, options);
}
