import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { AccessChanges } from './access-changes.service.js';
import { AccessTokenStrategy } from './access/access-token.strategy.js';
import { AccessGuard } from './access/access.guard.js';
import { RefuseBeforeBodyHook } from './access/refuse-before-body.hook.js';
import { AuthController } from './auth.controller.js';
import { BootstrapAccessService } from './bootstrap-access.service.js';
import { FindCallerService } from './find-caller.service.js';
import { IdentifyCallerService } from './identify-caller.service.js';
import { ApiKeyLookup } from './keys/api-key-lookup.js';
import { ApiKeyUsage } from './keys/api-key-usage.js';
import { ApiKeysController } from './keys/api-keys.controller.js';
import { ManageApiKeysService } from './keys/manage-api-keys.service.js';
import { WatchApiKeysService } from './keys/watch-api-keys.service.js';
import { PasswordHasher } from './password-hasher.js';
import { RefreshCookie } from './refresh-cookie.js';
import { SessionsController } from './sessions.controller.js';
import { OwnSessionsService } from './sessions/own-sessions.service.js';
import { RefreshTokens } from './sessions/refresh-tokens.js';
import { SessionRevocations } from './sessions/session-revocations.js';
import { SessionsService } from './sessions/sessions.service.js';
import { WatchRevocationsService } from './sessions/watch-revocations.service.js';
import { SignInService } from './sign-in.service.js';
import { KnownAddressesService } from './throttle/known-addresses.service.js';
import { SignInThrottle } from './throttle/sign-in-throttle.js';
import { AccessTokenVerifier } from './tokens/access-token-verifier.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens, TOKEN_ISSUER } from './tokens/access-tokens.js';
import { SigningKeys } from '../../platform/secrets/signing-keys.js';
import { SigningKeysModule } from '../../platform/secrets/signing-keys.module.js';

const jwtOptions = (keys: SigningKeys) => ({
  secret: keys.accessToken,
  signOptions: { algorithm: 'HS256', expiresIn: ACCESS_TOKEN_SECONDS, issuer: TOKEN_ISSUER, audience: TOKEN_ISSUER } as const,
  verifyOptions: { algorithms: ['HS256' as const], issuer: TOKEN_ISSUER, audience: TOKEN_ISSUER },
});

/** Who may come in: sign-in, sessions, API keys, and the guard on every route and socket event of the application. */
@Module({
  imports: [SigningKeysModule, JwtModule.registerAsync({ imports: [SigningKeysModule], useFactory: jwtOptions, inject: [SigningKeys] })],
  controllers: [AuthController, SessionsController, ApiKeysController],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    AccessChanges,
    AccessTokens,
    AccessTokenStrategy,
    AccessTokenVerifier,
    ApiKeyLookup,
    ApiKeyUsage,
    BootstrapAccessService,
    FindCallerService,
    IdentifyCallerService,
    KnownAddressesService,
    ManageApiKeysService,
    OwnSessionsService,
    PasswordHasher,
    RefreshCookie,
    RefreshTokens,
    RefuseBeforeBodyHook,
    SessionRevocations,
    SessionsService,
    SignInService,
    SignInThrottle,
    WatchApiKeysService,
    WatchRevocationsService,
  ],
  exports: [
    AccessChanges,
    AccessTokenVerifier,
    BootstrapAccessService,
    FindCallerService,
    IdentifyCallerService,
    PasswordHasher,
    RefreshCookie,
    SessionRevocations,
    SessionsService,
    SignInService,
    SignInThrottle,
  ],
})
export class AuthModule {}
