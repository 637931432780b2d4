import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Caller, RequireScope } from '../../platform/http/access.decorators.js';
import type { Principal } from '../../platform/http/principal.js';
import { ListMailsService } from './list-mails.service.js';
import { MailListDto, MailListQueryDto } from './mail-list.dto.js';

/** What was mailed, for admins: whether it went out, not what it says. */
@ApiTags('auth')
@ApiBearerAuth()
@RequireScope('admin')
@Controller('api/v1/auth/mails')
export class MailController {
  constructor(private readonly mails: ListMailsService) {}

  @Get()
  @ApiOperation({ summary: 'Mails of the tenant and what became of them', description: 'Codes and links are never shown.' })
  @ApiOkResponse({ type: MailListDto })
  list(@Caller() caller: Principal, @Query() { cursor }: MailListQueryDto): Promise<MailListDto> {
    return this.mails.list(caller.tenant, cursor);
  }
}
