import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Public } from '../../platform/http/access.decorators.js';
import { originOf } from '../audit/audit-log.service.js';
import { SessionAnswerDto } from '../auth/dto/session-answer.dto.js';
import { PASSWORD_CHARACTERS_MIN } from '../auth/password-rules.js';
import { RefreshCookie } from '../auth/refresh-cookie.js';
import { inSteadyTime } from '../auth/steady-time.js';
import { AuthConfigDto, CodeSentDto, EmailDto, RegisterDto, ResetPasswordDto, VerifyCodeDto } from './dto/accounts.dto.js';
import { RegistrationService } from './registration.service.js';
import { ResetPasswordService } from './reset-password.service.js';
import { VerifyEmailService } from './verify-email.service.js';

/** Making an account, and coming back to it. What depends on whether an address is known answers in steady time. */
@ApiTags('auth')
@Public()
@Controller('api/v1/auth')
export class AccountsController {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly registration: RegistrationService,
    private readonly verification: VerifyEmailService,
    private readonly resets: ResetPasswordService,
    private readonly cookie: RefreshCookie,
  ) {}

  @Get('config')
  @ApiOperation({ summary: 'How one gets in here' })
  @ApiOkResponse({ type: AuthConfigDto })
  config(): AuthConfigDto {
    const { registration, oidc } = this.settings;
    return { registration, sso: oidc ? { name: oidc.name } : null, passwordMinLength: PASSWORD_CHARACTERS_MIN };
  }

  @Post('register')
  @HttpCode(202)
  @ApiOperation({ summary: 'Begin a registration', description: 'A code goes to the address by mail. The answer does not tell whether it is known.' })
  @ApiAcceptedResponse({ type: CodeSentDto })
  @ApiForbiddenResponse({ description: 'Registration is closed, or by invitation.' })
  @ApiConflictResponse({ description: 'The user name is taken.' })
  async register(@Body() body: RegisterDto): Promise<CodeSentDto> {
    await inSteadyTime(() => this.registration.register(body));
    return { status: 'code_sent' };
  }

  @Post('resend-otp')
  @HttpCode(202)
  @ApiOperation({ summary: 'Mail one more code of a registration' })
  @ApiAcceptedResponse({ type: CodeSentDto })
  async resend(@Body() { email }: EmailDto): Promise<CodeSentDto> {
    await inSteadyTime(() => this.registration.resend(email));
    return { status: 'code_sent' };
  }

  @Post('verify-otp')
  @HttpCode(200)
  @ApiOperation({ summary: 'Finish a registration with the code, and sign in' })
  @ApiOkResponse({ type: SessionAnswerDto })
  @ApiUnauthorizedResponse({ description: 'The code is wrong or has ended.' })
  async verify(
    @Body() { email, code }: VerifyCodeDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswerDto> {
    const session = await inSteadyTime(() => this.verification.verify(email, code, originOf(request)));
    return this.cookie.answer(request, reply, session);
  }

  @Post('forgot-password')
  @HttpCode(202)
  @ApiOperation({ summary: 'Mail a code to choose a new password' })
  @ApiAcceptedResponse({ type: CodeSentDto })
  async forgot(@Body() { email }: EmailDto): Promise<CodeSentDto> {
    await inSteadyTime(() => this.resets.forgot(email));
    return { status: 'code_sent' };
  }

  @Post('reset-password')
  @HttpCode(204)
  @ApiOperation({ summary: 'Choose a new password with the code', description: 'Ends all sessions of the person.' })
  @ApiNoContentResponse()
  @ApiUnauthorizedResponse({ description: 'The code is wrong or has ended.' })
  reset(@Body() body: ResetPasswordDto, @Req() request: FastifyRequest): Promise<void> {
    return inSteadyTime(() => this.resets.reset(body, originOf(request)));
  }
}
