import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { MailModule } from '../mail/mail.module.js';
import { CreatePersonService } from './create-person.service.js';
import { InvitationsController } from './invitations.controller.js';
import { InvitationsService } from './invitations.service.js';
import { ListPeopleService } from './list-people.service.js';
import { PeopleController } from './people.controller.js';
import { PeopleService } from './people.service.js';

/** The people of a tenant, and invitations into it. */
@Module({
  imports: [AuthModule, MailModule],
  controllers: [PeopleController, InvitationsController],
  providers: [CreatePersonService, InvitationsService, ListPeopleService, PeopleService],
  exports: [CreatePersonService, InvitationsService, ListPeopleService, PeopleService],
})
export class PeopleModule {}
