import { Body, Controller, Delete, Get, HttpCode, Inject, Param, ParseUUIDPipe, Post, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Caller, Public, RequireScope } from '../../platform/http/access.decorators.js';
import { baseUrlOf } from '../../platform/http/base-url.js';
import type { Principal } from '../../platform/http/principal.js';
import { actorOf, originOf } from '../audit/audit-log.service.js';
import { checkLimitQuery } from '../logs/log-scope.js';
import { InvitationListDto, InvitationPreviewDto, InvitationQueryDto, InviteDto, NewInvitationDto } from './dto/invitations.dto.js';
import { InvitationsService } from './invitations.service.js';

/** Invitations into the caller's tenant. */
@ApiTags('auth')
@RequireScope('admin')
@Controller('api/v1/auth/invitations')
export class InvitationsController {
  constructor(
    private readonly invitations: InvitationsService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Invitations that nobody has taken' })
  @ApiOkResponse({ type: InvitationListDto })
  list(@Caller() caller: Principal, @Query() { cursor }: InvitationQueryDto): Promise<InvitationListDto> {
    return this.invitations.list(caller.tenant, cursor);
  }

  @Post()
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Invite somebody', description: 'The link is mailed, and in this answer once.' })
  @ApiCreatedResponse({ type: NewInvitationDto })
  invite(@Caller() caller: Principal, @Body() { email, role, limitQuery: wanted = '' }: InviteDto, @Req() request: FastifyRequest): Promise<NewInvitationDto> {
    const limitQuery = checkLimitQuery(wanted);
    const context = { actor: actorOf(caller), origin: originOf(request), baseUrl: baseUrlOf(this.settings, request) };
    return this.invitations.invite(caller.tenant, { email, role, limitQuery }, context);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Take an invitation back' })
  @ApiNoContentResponse()
  revoke(@Caller() caller: Principal, @Param('id', ParseUUIDPipe) id: string, @Req() request: FastifyRequest): Promise<void> {
    return this.invitations.revoke(caller.tenant, id, actorOf(caller), originOf(request));
  }

  @Get(':token/preview')
  @Public()
  @ApiOperation({ summary: 'What an invitation is for' })
  @ApiOkResponse({ type: InvitationPreviewDto })
  @ApiNotFoundResponse({ description: 'Taken, taken back, over, or never made.' })
  async preview(@Param('token') token: string): Promise<InvitationPreviewDto> {
    const { email, tenant, role, expiresAt } = await this.invitations.open(token);
    return { email, tenantName: tenant.name, role, expiresAt: expiresAt.toISOString() };
  }
}
