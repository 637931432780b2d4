import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsObject, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { SEVERITIES, type Severity } from '../../logs/log-record.js';

/** A custom event that becomes a log. */
export class TraceLogDto {
  @ApiProperty({ type: String, maxLength: 65_536, example: 'checkout began' })
  @IsString()
  @MinLength(1)
  @MaxLength(65_536)
  message: string;

  @ApiPropertyOptional({ type: String, enum: SEVERITIES, default: 'info' })
  @IsOptional()
  @IsIn(SEVERITIES)
  severity?: Severity;

  @ApiPropertyOptional({ type: String, maxLength: 256, default: 'logstream-trace' })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  source?: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'Further fields; nested ones are flattened.' })
  @IsOptional()
  @IsObject()
  metadata?: Record<string, unknown>;
}
