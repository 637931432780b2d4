import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsObject, IsString, MaxLength, MinLength } from 'class-validator';
import { SEVERITIES, type Severity } from '../../logs/log-record.js';
import { MayBeAbsent } from '../../../platform/http/may-be-absent.decorator.js';

/** A custom event that becomes a log. */
export class TraceLogDto {
  @ApiProperty({ type: String, maxLength: 65_536, example: 'checkout began' })
  @IsString()
  @MinLength(1)
  @MaxLength(65_536)
  message: string;

  @ApiPropertyOptional({ type: String, enum: SEVERITIES, default: 'info' })
  @MayBeAbsent()
  @IsIn(SEVERITIES)
  severity?: Severity;

  @ApiPropertyOptional({ type: String, maxLength: 256, default: 'logstream-trace' })
  @MayBeAbsent()
  @IsString()
  @MaxLength(256)
  source?: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'Further fields; nested ones are flattened.' })
  @MayBeAbsent()
  @IsObject()
  metadata?: Record<string, unknown>;
}
