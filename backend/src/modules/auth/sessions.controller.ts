import { Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { UserPrincipal } from '../../platform/http/principal.js';
import { originOf } from '../audit/audit-log.service.js';
import { SessionListDto } from './dto/session-list.dto.js';
import { CallingPerson, PersonOnly } from './person-only.js';
import { RefreshCookie } from './refresh-cookie.js';
import { OwnSessionsService } from './sessions/own-sessions.service.js';

/** Where one is signed in. */
@ApiTags('auth')
@ApiBearerAuth()
@PersonOnly()
@Controller('api/v1/auth')
export class SessionsController {
  constructor(
    private readonly sessions: OwnSessionsService,
    private readonly cookie: RefreshCookie,
  ) {}

  @Get('sessions')
  @ApiOperation({ summary: 'Own sessions that are open' })
  @ApiOkResponse({ type: SessionListDto })
  async list(@CallingPerson() caller: UserPrincipal): Promise<SessionListDto> {
    return { items: await this.sessions.list(caller, Date.now()), nextCursor: null };
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'End one of them' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse()
  end(@CallingPerson() caller: UserPrincipal, @Param('id', ParseUUIDPipe) id: string, @Req() request: FastifyRequest): Promise<void> {
    return this.sessions.end(caller, id, originOf(request));
  }

  @Post('logout-everywhere')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out everywhere, here too' })
  @ApiNoContentResponse()
  async endAll(@CallingPerson() caller: UserPrincipal, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.sessions.endAll(caller, originOf(request));
    this.cookie.clear(request, reply);
  }
}
