import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
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
import { RefreshTokens } from './sessions/refresh-tokens.js';
import { SessionRevocations } from './sessions/session-revocations.js';
import { SessionsService } from './sessions/sessions.service.js';
import { WatchRevocationsService } from './sessions/watch-revocations.service.js';
import { SignInService } from './sign-in.service.js';
import { KnownAddressesService } from './throttle/known-addresses.service.js';
import { SignInThrottle } from './throttle/sign-in-throttle.js';
import { AccessTokenVerifier } from './tokens/access-token-verifier.js';
import { ACCESS_TOKEN_SECONDS, AccessTokens } from './tokens/access-tokens.js';
import { SigningKeys } from './tokens/signing-keys.js';
import { SigningKeysModule } from './tokens/signing-keys.module.js';

const jwtOptions = (keys: SigningKeys) => ({
  secret: keys.accessToken,
  signOptions: { algorithm: 'HS256', expiresIn: ACCESS_TOKEN_SECONDS, issuer: 'logstream', audience: 'logstream' } as const,
  verifyOptions: { algorithms: ['HS256' as const], issuer: 'logstream', audience: 'logstream' },
});

/** Who may come in: sign-in, sessions, API keys, and the guard on every route and socket event of the application. */
@Module({
  imports: [SigningKeysModule, JwtModule.registerAsync({ imports: [SigningKeysModule], useFactory: jwtOptions, inject: [SigningKeys] })],
  controllers: [AuthController, ApiKeysController],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    AccessTokens,
    AccessTokenVerifier,
    ApiKeyLookup,
    ApiKeyUsage,
    BootstrapAccessService,
    FindCallerService,
    IdentifyCallerService,
    KnownAddressesService,
    ManageApiKeysService,
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
  exports: [AccessTokenVerifier, BootstrapAccessService, IdentifyCallerService, PasswordHasher, SessionRevocations, SessionsService],
})
export class AuthModule {}
