import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { MayBeAbsent } from '../../../platform/http/may-be-absent.decorator.js';

const OUTCOMES = ['ok', 'denied', 'failed'] as const;
const FORMATS = ['csv', 'ndjson'] as const;

/** What limits a list of audit events. */
export class AuditFilterDto {
  @ApiPropertyOptional({ type: String, description: 'Words that are all in the action, the actor or the target, in any case.', maxLength: 200 })
  @MayBeAbsent()
  @IsString()
  @MaxLength(200)
  query?: string;

  @ApiPropertyOptional({ type: String, description: 'An action, or the beginning of some up to a dot.', example: 'auth', maxLength: 100 })
  @MayBeAbsent()
  @IsString()
  @MaxLength(100)
  action?: string;

  @ApiPropertyOptional({ type: String, description: 'Id or name of who did it.', maxLength: 320 })
  @MayBeAbsent()
  @IsString()
  @MaxLength(320)
  actor?: string;

  @ApiPropertyOptional({ type: String, enum: OUTCOMES })
  @MayBeAbsent()
  @IsIn(OUTCOMES)
  outcome?: (typeof OUTCOMES)[number];

  @ApiPropertyOptional({ type: String, description: 'Begin, inclusive: RFC 3339, ms since 1970, now, now-7d.', maxLength: 64 })
  @MayBeAbsent()
  @IsString()
  @MaxLength(64)
  from?: string;

  @ApiPropertyOptional({ type: String, description: 'End, exclusive.', maxLength: 64 })
  @MayBeAbsent()
  @IsString()
  @MaxLength(64)
  to?: string;
}

/** Query of a page of audit events. */
export class ListAuditDto extends AuditFilterDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 500, default: 50 })
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  limit?: number;

  @ApiPropertyOptional({ type: String, description: 'nextCursor of the page before.', maxLength: 100 })
  @MayBeAbsent()
  @IsString()
  @MaxLength(100)
  cursor?: string;
}

/** Query of an export. */
export class ExportAuditDto extends AuditFilterDto {
  @ApiProperty({ type: String, enum: FORMATS, description: 'csv opens in a spreadsheet; ndjson has one JSON object a line.' })
  @IsIn(FORMATS)
  format: (typeof FORMATS)[number];
}
