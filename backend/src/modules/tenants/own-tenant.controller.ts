import { Body, Controller, Get, Put, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Caller, RequireScope } from '../../platform/http/access.decorators.js';
import type { Principal } from '../../platform/http/principal.js';
import { actorOf, originOf } from '../audit/audit-log.service.js';
import { ChangeOwnTenantDto, TenantDto } from './dto/tenants.dto.js';
import { OwnTenantService } from './own-tenant.service.js';

/** The caller's own tenant, for its admins. */
@ApiTags('tenants')
@ApiBearerAuth()
@RequireScope('admin')
@Controller('api/v1/tenant')
export class OwnTenantController {
  constructor(private readonly tenants: OwnTenantService) {}

  @Get()
  @ApiOperation({ summary: 'The own tenant' })
  @ApiOkResponse({ type: TenantDto })
  async get(@Caller() caller: Principal): Promise<TenantDto> {
    return TenantDto.of(await this.tenants.find(caller.tenant));
  }

  @Put()
  @ApiOperation({ summary: 'Change its name and settings', description: 'What is not given stays.' })
  @ApiOkResponse({ type: TenantDto })
  async change(@Caller() caller: Principal, @Body() body: ChangeOwnTenantDto, @Req() request: FastifyRequest): Promise<TenantDto> {
    return TenantDto.of(await this.tenants.change(caller.tenant, body, { actor: actorOf(caller), origin: originOf(request) }));
  }
}
