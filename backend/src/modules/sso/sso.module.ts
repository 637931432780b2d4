import { Module } from '@nestjs/common';
import { SigningKeysModule } from '../../platform/secrets/signing-keys.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { PeopleModule } from '../people/people.module.js';
import { FindPersonService } from './find-person.service.js';
import { OidcClient } from './oidc-client.js';
import { SingleSignOnService } from './single-sign-on.service.js';
import { SsoController } from './sso.controller.js';

/** Single sign-on by OpenID Connect. */
@Module({
  imports: [AuthModule, PeopleModule, SigningKeysModule],
  controllers: [SsoController],
  providers: [FindPersonService, OidcClient, SingleSignOnService],
})
export class SsoModule {}
