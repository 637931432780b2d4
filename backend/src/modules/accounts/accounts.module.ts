import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { MailModule } from '../mail/mail.module.js';
import { PeopleModule } from '../people/people.module.js';
import { SigningKeysModule } from '../../platform/secrets/signing-keys.module.js';
import { AccountsController } from './accounts.controller.js';
import { OneTimeCodes } from './codes/one-time-codes.service.js';
import { PasswordsService } from './passwords.service.js';
import { ProfileController } from './profile.controller.js';
import { ProfileService } from './profile.service.js';
import { RegistrationService } from './registration.service.js';
import { ResetPasswordService } from './reset-password.service.js';
import { VerifyEmailService } from './verify-email.service.js';

/** What people do with their own account: register, prove an address, choose a password, change a name. */
@Module({
  imports: [AuthModule, MailModule, PeopleModule, SigningKeysModule],
  controllers: [AccountsController, ProfileController],
  providers: [OneTimeCodes, PasswordsService, ProfileService, RegistrationService, ResetPasswordService, VerifyEmailService],
  exports: [RegistrationService, ResetPasswordService, VerifyEmailService],
})
export class AccountsModule {}
