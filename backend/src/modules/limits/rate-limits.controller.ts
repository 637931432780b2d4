import { Controller, Delete, Get, HttpCode, Param, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Caller, RequireScope } from '../../platform/http/access.decorators.js';
import type { Principal } from '../../platform/http/principal.js';
import { originOf } from '../audit/audit-log.service.js';
import { RateLimitsDto } from './dto/rate-limits.dto.js';
import { ManageRateLimitsService } from './manage-rate-limits.service.js';

/** Limits of calls. */
@ApiTags('rate-limits')
@ApiBearerAuth()
@RequireScope('admin')
@Controller('api/v1/rate-limits')
export class RateLimitsController {
  constructor(private readonly limits: ManageRateLimitsService) {}

  @Get()
  @ApiOperation({ summary: 'The limits, and whose calls are being counted', description: 'Of one’s own tenant; addresses only for the owner.' })
  @ApiOkResponse({ type: RateLimitsDto })
  status(@Caller() caller: Principal): Promise<RateLimitsDto> {
    return this.limits.status(caller);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Let one begin anew' })
  @ApiNoContentResponse()
  reset(@Caller() caller: Principal, @Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    return this.limits.reset(caller, id, originOf(request));
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Let all begin anew that one can see' })
  @ApiNoContentResponse()
  resetAll(@Caller() caller: Principal, @Req() request: FastifyRequest): Promise<void> {
    return this.limits.resetAll(caller, originOf(request));
  }
}
