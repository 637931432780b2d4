import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/http/access.decorators.js';
import type { UserPrincipal } from '../../platform/http/principal.js';
import { CodeSentDto } from '../accounts/dto/accounts.dto.js';
import { RegistrationService } from '../accounts/registration.service.js';
import { ResetPasswordService } from '../accounts/reset-password.service.js';
import { VerifyEmailService } from '../accounts/verify-email.service.js';
import { originOf } from '../audit/audit-log.service.js';
import { LoginDto } from '../auth/dto/login.dto.js';
import { SessionAnswerDto, UserDto } from '../auth/dto/session-answer.dto.js';
import { FindCallerService } from '../auth/find-caller.service.js';
import { CallingPerson, PersonOnly } from '../auth/person-only.js';
import { RefreshCookie } from '../auth/refresh-cookie.js';
import { SignInService } from '../auth/sign-in.service.js';
import { inSteadyTime } from '../auth/steady-time.js';
import { usernameBeside, usernameFromEmail } from '../auth/usernames.js';
import { CompatAuthCheckDto, CompatCodeDto, CompatConfirmPasswordDto, CompatRegisterDto } from './compat-people.dto.js';

/** Signing in at the addresses that were published before `/api/v1`. The work is in the same services. */
@ApiTags('compat')
@Controller('api/auth')
export class CompatAuthController {
  constructor(
    private readonly registration: RegistrationService,
    private readonly verification: VerifyEmailService,
    private readonly resets: ResetPasswordService,
    private readonly signIn: SignInService,
    private readonly callers: FindCallerService,
    private readonly cookie: RefreshCookie,
  ) {}

  @Post('register')
  @Public()
  @HttpCode(202)
  @ApiOperation({ summary: 'As POST /api/v1/auth/register; the user name is made of the address when absent' })
  @ApiAcceptedResponse({ type: CodeSentDto })
  async register(@Body() body: CompatRegisterDto): Promise<CodeSentDto> {
    const username = body.username ?? usernameBeside(usernameFromEmail(body.email), randomUUID());
    await inSteadyTime(() => this.registration.register({ ...body, username }));
    return { status: 'code_sent' };
  }

  @Post('login')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'As POST /api/v1/auth/login' })
  @ApiOkResponse({ type: SessionAnswerDto })
  async login(
    @Body() { email, username, password }: LoginDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswerDto> {
    const session = await this.signIn.signIn({ account: email ?? username ?? '', password }, originOf(request));
    return this.cookie.answer(request, reply, session);
  }

  @Post('verify-otp')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'As POST /api/v1/auth/verify-otp' })
  @ApiOkResponse({ type: SessionAnswerDto })
  async verify(
    @Body() { email, otp, code }: CompatCodeDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswerDto> {
    const session = await inSteadyTime(() => this.verification.verify(email, code ?? otp ?? '', originOf(request)));
    return this.cookie.answer(request, reply, session);
  }

  @Post('confirm-password')
  @Public()
  @HttpCode(204)
  @ApiOperation({ summary: 'As POST /api/v1/auth/reset-password' })
  @ApiNoContentResponse()
  confirmPassword(@Body() { email, otp, code, password }: CompatConfirmPasswordDto, @Req() request: FastifyRequest): Promise<void> {
    return inSteadyTime(() => this.resets.reset({ email, code: code ?? otp ?? '', password }, originOf(request)));
  }

  @Post('logout')
  @Public()
  @HttpCode(204)
  @ApiOperation({ summary: 'As POST /api/v1/auth/logout, by the access token' })
  @ApiNoContentResponse()
  async logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.callers.endSession(request, this.cookie.read(request));
    this.cookie.clear(request, reply);
  }

  @Get('auth-check')
  @PersonOnly()
  @ApiBearerAuth()
  @ApiOperation({ summary: 'Who is signed in; 401 when nobody is' })
  @ApiOkResponse({ type: CompatAuthCheckDto })
  async check(@CallingPerson() caller: UserPrincipal): Promise<CompatAuthCheckDto> {
    return { authenticated: true, user: UserDto.of(await this.callers.person(caller)) };
  }
}
