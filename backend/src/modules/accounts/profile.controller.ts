import { Body, Controller, HttpCode, Put, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiConflictResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { UserPrincipal } from '../../platform/http/principal.js';
import { originOf } from '../audit/audit-log.service.js';
import { UserDto } from '../auth/dto/session-answer.dto.js';
import { CallingPerson, PersonOnly } from '../auth/person-only.js';
import { ChangePasswordDto, ChangeProfileDto } from './dto/accounts.dto.js';
import { PasswordsService } from './passwords.service.js';
import { ProfileService } from './profile.service.js';

/** One's own account. */
@ApiTags('auth')
@ApiBearerAuth()
@PersonOnly()
@Controller('api/v1/auth/me')
export class ProfileController {
  constructor(
    private readonly profiles: ProfileService,
    private readonly passwords: PasswordsService,
  ) {}

  @Put()
  @ApiOperation({ summary: 'Change the own name or user name' })
  @ApiOkResponse({ type: UserDto })
  @ApiConflictResponse({ description: 'The user name is taken.' })
  async change(@CallingPerson() caller: UserPrincipal, @Body() body: ChangeProfileDto, @Req() request: FastifyRequest): Promise<UserDto> {
    return UserDto.of(await this.profiles.change(caller, body, originOf(request)));
  }

  @Put('password')
  @HttpCode(204)
  @ApiOperation({ summary: 'Change the own password', description: 'Ends the other sessions.' })
  @ApiNoContentResponse()
  changePassword(@CallingPerson() caller: UserPrincipal, @Body() body: ChangePasswordDto, @Req() request: FastifyRequest): Promise<void> {
    return this.passwords.change(caller, body.currentPassword, body.newPassword, originOf(request));
  }
}
