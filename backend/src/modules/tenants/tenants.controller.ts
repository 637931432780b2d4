import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiConflictResponse, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { SETTINGS, type Settings } from '../../platform/config/settings.js';
import { Caller } from '../../platform/http/access.decorators.js';
import { baseUrlOf } from '../../platform/http/base-url.js';
import type { Principal } from '../../platform/http/principal.js';
import { actorOf, originOf } from '../audit/audit-log.service.js';
import { OwnerOnly } from '../auth/owner-only.js';
import { ChangeTenantDto, CreateTenantDto, NewTenantDto, TenantDto, TenantListDto, TenantQueryDto } from './dto/tenants.dto.js';
import { ManageTenantsService } from './manage-tenants.service.js';

/** All tenants, for the owner of the instance. */
@ApiTags('tenants')
@ApiBearerAuth()
@OwnerOnly()
@Controller('api/v1/tenants')
export class TenantsController {
  constructor(
    private readonly tenants: ManageTenantsService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @ApiOperation({ summary: 'All tenants' })
  @ApiOkResponse({ type: TenantListDto })
  list(@Query() { cursor }: TenantQueryDto): Promise<TenantListDto> {
    return this.tenants.list(cursor);
  }

  @Post()
  @ApiOperation({ summary: 'Make a tenant and invite its first admin' })
  @ApiCreatedResponse({ type: NewTenantDto })
  @ApiConflictResponse({ description: 'The id is, or was, in use.' })
  create(@Caller() caller: Principal, @Body() body: CreateTenantDto, @Req() request: FastifyRequest): Promise<NewTenantDto> {
    return this.tenants.create(body, { actor: actorOf(caller), origin: originOf(request), baseUrl: baseUrlOf(this.settings, request) });
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Rename, disable or enable a tenant' })
  @ApiOkResponse({ type: TenantDto })
  async change(@Caller() caller: Principal, @Param('id') id: string, @Body() body: ChangeTenantDto, @Req() request: FastifyRequest): Promise<TenantDto> {
    return TenantDto.of(await this.tenants.change(caller.tenant, id, body, { actor: actorOf(caller), origin: originOf(request) }));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a tenant with its people and keys', description: 'Its logs are out of reach at once, and go when their time is over.' })
  @ApiNoContentResponse()
  remove(@Caller() caller: Principal, @Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    return this.tenants.remove(caller.tenant, id, { actor: actorOf(caller), origin: originOf(request) });
  }
}
