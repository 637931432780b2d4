import { ApiProperty } from '@nestjs/swagger';

/** One part of the platform. */
export class HealthCheckDto {
  @ApiProperty({ enum: ['ok', 'degraded', 'down'] })
  status: 'ok' | 'degraded' | 'down';

  @ApiProperty({ required: false, description: 'What is wrong and what to do, when it is not ok' })
  message?: string;
}

/** Answer of GET /health. */
export class HealthDto {
  @ApiProperty({ enum: ['ok', 'degraded'] })
  status: 'ok' | 'degraded';

  @ApiProperty()
  version: string;

  @ApiProperty()
  uptimeSeconds: number;

  @ApiProperty({ type: 'object', additionalProperties: { $ref: '#/components/schemas/HealthCheckDto' } })
  checks: Record<string, HealthCheckDto>;
}
