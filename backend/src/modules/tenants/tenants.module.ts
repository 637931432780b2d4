import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { MailModule } from '../mail/mail.module.js';
import { PeopleModule } from '../people/people.module.js';
import { ManageTenantsService } from './manage-tenants.service.js';
import { OwnTenantController } from './own-tenant.controller.js';
import { OwnTenantService } from './own-tenant.service.js';
import { TenantsController } from './tenants.controller.js';

/** Tenants: all of them for the owner, and each for its admins. */
@Module({
  imports: [AuthModule, MailModule, PeopleModule],
  controllers: [TenantsController, OwnTenantController],
  providers: [ManageTenantsService, OwnTenantService],
  exports: [OwnTenantService],
})
export class TenantsModule {}
