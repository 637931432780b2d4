import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Caller, RequireScope } from '../../../platform/http/access.decorators.js';
import type { Principal } from '../../../platform/http/principal.js';
import { originOf } from '../../audit/audit-log.service.js';
import { ApiKeyDto, ApiKeysDto, ChangeApiKeyDto, CreateApiKeyDto, ListApiKeysDto, NewApiKeyDto } from '../dto/api-key.dto.js';
import { ManageApiKeysService } from './manage-api-keys.service.js';

/** API keys of one's own tenant. */
@ApiTags('api-keys')
@ApiBearerAuth()
@RequireScope('admin')
@Controller('api/v1/auth/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ManageApiKeysService) {}

  @Get()
  @ApiOperation({ summary: 'API keys, newest first; search by name or by how the key begins' })
  @ApiOkResponse({ type: ApiKeysDto })
  list(@Caller() caller: Principal, @Query() query: ListApiKeysDto): Promise<ApiKeysDto> {
    return this.keys.list(caller.tenant, query);
  }

  @Post()
  @ApiOperation({ summary: 'Make an API key', description: 'The key itself is in this answer only.' })
  @ApiCreatedResponse({ type: NewApiKeyDto })
  create(@Caller() caller: Principal, @Body() wanted: CreateApiKeyDto, @Req() request: FastifyRequest): Promise<NewApiKeyDto> {
    return this.keys.create(caller, wanted, originOf(request));
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change an API key', description: 'Holds on every instance within 2 s.' })
  @ApiOkResponse({ type: ApiKeyDto })
  change(
    @Caller() caller: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() wanted: ChangeApiKeyDto,
    @Req() request: FastifyRequest,
  ): Promise<ApiKeyDto> {
    return this.keys.change(caller, id, wanted, originOf(request));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke an API key', description: 'It stops working here at once and on every instance within 2 s, also on open sockets.' })
  @ApiNoContentResponse()
  revoke(@Caller() caller: Principal, @Param('id', ParseUUIDPipe) id: string, @Req() request: FastifyRequest): Promise<void> {
    return this.keys.revoke(caller, id, originOf(request));
  }
}
