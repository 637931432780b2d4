import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller, Public } from '../../platform/http/access.decorators.js';
import type { Principal } from '../../platform/http/principal.js';
import { LoginDto } from './dto/login.dto.js';
import { SessionAnswerDto, UserDto } from './dto/session-answer.dto.js';
import { FindCallerService } from './find-caller.service.js';
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
  @ApiOperation({ summary: 'Sign in', description: 'The refresh token comes as an httpOnly cookie.' })
  @ApiOkResponse({ type: SessionAnswerDto })
  @ApiUnauthorizedResponse({ description: 'The address or the password is wrong.' })
  @ApiTooManyRequestsResponse({ description: 'Too many tries; details.retryAfterSeconds says when to come back.' })
  async login(
    @Body() { email, password }: LoginDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswerDto> {
    const session = await this.signIn.signIn(email, password, { address: request.ip, userAgent: request.headers['user-agent'] ?? '' });
    this.cookie.write(request, reply, session);
    return SessionAnswerDto.of(session);
  }

  @Post('refresh')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'Renew the access token', description: 'Takes the cookie and replaces it.' })
  @ApiOkResponse({ type: SessionAnswerDto })
  @ApiUnauthorizedResponse({ description: 'Signed out.' })
  async refresh(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<SessionAnswerDto> {
    const session = await this.sessions.refresh(this.cookie.read(request), Date.now());
    this.cookie.write(request, reply, session);
    return SessionAnswerDto.of(session);
  }

  @Post('logout')
  @Public()
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out', description: 'Ends the session of the cookie; its access token stops working at once.' })
  @ApiNoContentResponse()
  async logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.callers.endSession(request.headers, this.cookie.read(request));
    this.cookie.clear(request, reply);
  }

  @Get('me')
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Who is signed in' })
  @ApiOkResponse({ type: UserDto })
  async me(@Caller() caller: Principal): Promise<UserDto> {
    return UserDto.of(await this.callers.user(caller));
  }
}
