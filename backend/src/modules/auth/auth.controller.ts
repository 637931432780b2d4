import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiBearerAuth,
  ApiConsumes,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/http/access.decorators.js';
import type { UserPrincipal } from '../../platform/http/principal.js';
import { FORM_BODY, isForm } from '../../platform/http/raw-body.js';
import { originOf } from '../audit/audit-log.service.js';
import { LoginDto } from './dto/login.dto.js';
import { FormSessionAnswerDto, SessionAnswerDto, UserDto } from './dto/session-answer.dto.js';
import { FindCallerService } from './find-caller.service.js';
import { CallingPerson, PersonOnly } from './person-only.js';
import { RefreshCookie } from './refresh-cookie.js';
import { SessionsService } from './sessions/sessions.service.js';
import { SignInService } from './sign-in.service.js';

/** Signing in and out. */
@ApiTags('auth')
@Controller('api/v1/auth')
export class AuthController {
  constructor(
    private readonly signIn: SignInService,
    private readonly sessions: SessionsService,
    private readonly cookie: RefreshCookie,
    private readonly callers: FindCallerService,
  ) {}

  @Post('login')
  @Public()
  @HttpCode(200)
  @RouteConfig(FORM_BODY)
  @ApiOperation({
    summary: 'Sign in',
    description:
      'The refresh token comes as an httpOnly cookie. Sent as a form (username, password), it answers `access_token`, `token_type` and `expires_in`, ' +
      'and sets no cookie: such a session ends after 15 minutes.',
  })
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded')
  @ApiOkResponse({ type: SessionAnswerDto })
  @ApiUnauthorizedResponse({ description: 'The address or the password is wrong.' })
  @ApiTooManyRequestsResponse({ description: 'Too many tries; details.retryAfterSeconds says when to come back.' })
  async login(
    @Body() { email, username, password }: LoginDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswerDto | FormSessionAnswerDto> {
    const withoutRefresh = isForm(request);
    const session = await this.signIn.signIn({ account: email ?? username ?? '', password, withoutRefresh }, originOf(request));
    return withoutRefresh ? FormSessionAnswerDto.of(session) : this.cookie.answer(request, reply, session);
  }

  @Post('refresh')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'Renew the access token', description: 'Takes the cookie and replaces it.' })
  @ApiOkResponse({ type: SessionAnswerDto })
  @ApiUnauthorizedResponse({ description: 'Signed out.' })
  async refresh(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SessionAnswerDto> {
    const session = await this.sessions.refresh(this.cookie.read(request), originOf(request), Date.now());
    return this.cookie.answer(request, reply, session);
  }

  @Post('logout')
  @Public()
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out', description: 'Ends the session of the cookie; its access token stops working at once.' })
  @ApiNoContentResponse()
  async logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.callers.endSession(request, this.cookie.read(request));
    this.cookie.clear(request, reply);
  }

  @Get('me')
  @PersonOnly()
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Who is signed in' })
  @ApiOkResponse({ type: UserDto })
  async me(@CallingPerson() caller: UserPrincipal): Promise<UserDto> {
    return UserDto.of(await this.callers.person(caller));
  }
}
