import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiConflictResponse, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Caller, RequireScope } from '../../platform/http/access.decorators.js';
import type { Principal } from '../../platform/http/principal.js';
import { actorOf, originOf } from '../audit/audit-log.service.js';
import { UserDto } from '../auth/dto/session-answer.dto.js';
import { CreatePersonService } from './create-person.service.js';
import { ChangePersonDto, CreatePersonDto, PeopleListDto, PeopleQueryDto } from './dto/people.dto.js';
import { ListPeopleService } from './list-people.service.js';
import { PeopleService } from './people.service.js';

/** The people of the caller's tenant. */
@ApiTags('auth')
@ApiBearerAuth()
@RequireScope('admin')
@Controller('api/v1/auth/users')
export class PeopleController {
  constructor(
    private readonly lists: ListPeopleService,
    private readonly creation: CreatePersonService,
    private readonly people: PeopleService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'People of the tenant, by address' })
  @ApiOkResponse({ type: PeopleListDto })
  list(@Caller() caller: Principal, @Query() query: PeopleQueryDto): Promise<PeopleListDto> {
    return this.lists.list(caller.tenant, query);
  }

  @Post()
  @ApiOperation({ summary: 'Make an account for somebody' })
  @ApiCreatedResponse({ type: UserDto })
  @ApiConflictResponse({ description: 'The address or the user name is in use.' })
  async create(@Caller() caller: Principal, @Body() body: CreatePersonDto, @Req() request: FastifyRequest): Promise<UserDto> {
    return UserDto.of(await this.creation.create(caller.tenant, body, { actor: actorOf(caller), origin: originOf(request) }));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change role, limit, name, or disable', description: 'Holds within 2 s on every instance.' })
  @ApiOkResponse({ type: UserDto })
  @ApiConflictResponse({ description: 'The last admin, or the owner.' })
  async change(
    @Caller() caller: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ChangePersonDto,
    @Req() request: FastifyRequest,
  ): Promise<UserDto> {
    return UserDto.of(await this.people.change(caller.tenant, id, body, { actor: actorOf(caller), origin: originOf(request) }));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete an account' })
  @ApiNoContentResponse()
  @ApiConflictResponse({ description: 'The last admin, or the owner.' })
  remove(@Caller() caller: Principal, @Param('id', ParseUUIDPipe) id: string, @Req() request: FastifyRequest): Promise<void> {
    return this.people.remove(caller.tenant, id, { actor: actorOf(caller), origin: originOf(request) });
  }

  @Post(':id/sign-out')
  @HttpCode(204)
  @ApiOperation({ summary: 'End all sessions of a person' })
  @ApiNoContentResponse()
  signOut(@Caller() caller: Principal, @Param('id', ParseUUIDPipe) id: string, @Req() request: FastifyRequest): Promise<void> {
    return this.people.signOut(caller.tenant, id, { actor: actorOf(caller), origin: originOf(request) });
  }
}
