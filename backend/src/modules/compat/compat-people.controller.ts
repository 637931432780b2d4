import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Put, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Caller, RequireScope } from '../../platform/http/access.decorators.js';
import type { Principal } from '../../platform/http/principal.js';
import { actorOf, originOf } from '../audit/audit-log.service.js';
import { UserDto } from '../auth/dto/session-answer.dto.js';
import { CreatePersonService } from '../people/create-person.service.js';
import { CreatePersonDto } from '../people/dto/people.dto.js';
import { ListPeopleService } from '../people/list-people.service.js';
import { PeopleService } from '../people/people.service.js';
import { CompatUpdateUserDto } from './compat-people.dto.js';

/** People at the addresses that were published before `/api/v1`. */
@ApiTags('compat')
@ApiBearerAuth()
@RequireScope('admin')
@Controller('api')
export class CompatPeopleController {
  constructor(
    private readonly creation: CreatePersonService,
    private readonly people: PeopleService,
    private readonly lists: ListPeopleService,
  ) {}

  @Post('create-user')
  @ApiOperation({ summary: 'As POST /api/v1/auth/users' })
  @ApiCreatedResponse({ type: UserDto })
  async create(@Caller() caller: Principal, @Body() body: CreatePersonDto, @Req() request: FastifyRequest): Promise<UserDto> {
    return UserDto.of(await this.creation.create(caller.tenant, body, { actor: actorOf(caller), origin: originOf(request) }));
  }

  @Get('get-users')
  @ApiOperation({ summary: 'All people of the tenant, as a plain array' })
  @ApiOkResponse({ type: UserDto, isArray: true })
  list(@Caller() caller: Principal): Promise<UserDto[]> {
    return this.lists.all(caller.tenant);
  }

  @Put('update-user')
  @ApiOperation({ summary: 'As PATCH /api/v1/auth/users/:id' })
  @ApiOkResponse({ type: UserDto })
  async change(@Caller() caller: Principal, @Body() { userId, ...change }: CompatUpdateUserDto, @Req() request: FastifyRequest): Promise<UserDto> {
    return UserDto.of(await this.people.change(caller.tenant, userId, change, { actor: actorOf(caller), origin: originOf(request) }));
  }

  @Delete('delete-user/:userId')
  @HttpCode(204)
  @ApiOperation({ summary: 'As DELETE /api/v1/auth/users/:id' })
  @ApiNoContentResponse()
  remove(@Caller() caller: Principal, @Param('userId', ParseUUIDPipe) userId: string, @Req() request: FastifyRequest): Promise<void> {
    return this.people.remove(caller.tenant, userId, { actor: actorOf(caller), origin: originOf(request) });
  }
}
