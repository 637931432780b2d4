import { Controller, Get, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../platform/http/access.decorators.js';
import { CheckHealthService } from './check-health.service.js';
import { HealthCheckDto, HealthDto } from './dto/health.dto.js';

/** For load balancers and people: open to everyone, it tells no secret. */
@Public()
@ApiTags('health')
@ApiExtraModels(HealthCheckDto)
@Controller('health')
export class HealthController {
  constructor(private readonly service: CheckHealthService) {}

  @Get()
  @ApiOperation({ summary: 'How the platform and its stores are' })
  @ApiOkResponse({ type: HealthDto })
  @ApiServiceUnavailableResponse({ type: HealthDto, description: 'Logs cannot be stored now' })
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthDto> {
    const { health, storesLogs } = await this.service.check();
    reply.status(storesLogs ? 200 : 503).header('cache-control', 'no-store');
    return health;
  }
}
