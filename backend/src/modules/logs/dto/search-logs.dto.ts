import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsInt, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { FilterQueryDto } from './filter-query.dto.js';
import { MayBeAbsent } from '../../../platform/http/may-be-absent.decorator.js';

const FLAGS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);
const LOG_ID = /^[0-9a-hjkmnp-tv-z]{16}$/;

/** Query of a search. */
export class SearchLogsDto extends FilterQueryDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 1000, default: 100 })
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit?: number;

  @ApiPropertyOptional({ type: String, description: 'nextCursor or previousCursor of an answer to the same search.' })
  @MayBeAbsent()
  @IsString()
  @MaxLength(200)
  cursor?: string;

  @ApiPropertyOptional({ type: String, description: 'Only what arrived after this live cursor; begins 5 s earlier, so drop ids that you have.' })
  @MayBeAbsent()
  @Matches(LOG_ID, { message: 'arrivedAfter must be a live cursor' })
  arrivedAfter?: string;

  @ApiPropertyOptional({ type: String, description: 'Only what arrived up to this live cursor, inclusive.' })
  @MayBeAbsent()
  @Matches(LOG_ID, { message: 'arrivedBefore must be a live cursor' })
  arrivedBefore?: string;

  @ApiPropertyOptional({ type: Boolean, description: 'Also count everything that matches (stats.total).' })
  @MayBeAbsent()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (FLAGS.get(value) ?? value) : value))
  @IsBoolean()
  count?: boolean;
}

/** Query of the newest logs by arrival. */
export class RecentLogsDto extends FilterQueryDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 1000, default: 50 })
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit?: number;
}

/** Query of a histogram. */
export class HistogramDto extends FilterQueryDto {
  @ApiPropertyOptional({ type: String, description: 'Width of a bucket: 15s, 1m, 1h …; at most 120 buckets. Chosen by the range when absent.' })
  @MayBeAbsent()
  @IsString()
  @MaxLength(16)
  interval?: string;
}

/** Query of the sources. */
export class SourcesDto extends FilterQueryDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 1000, default: 50 })
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit?: number;
}
