import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsString, MaxLength } from 'class-validator';
import { SEVERITIES } from '../log-record.js';
import { MayBeAbsent } from '../../../platform/http/may-be-absent.decorator.js';

/** A parameter that may be given once or many times. */
const asList = ({ value }: { value: unknown }): unknown => (value === undefined || Array.isArray(value) ? value : [value]);

/** What limits a search: words, severities, sources and time. */
export class FilterQueryDto {
  @ApiPropertyOptional({
    type: String,
    description:
      'Words and "phrases" that are all in the message, in any case; `time*`, `*time`, `*time*` for parts of words; `source:pay*`, `source:(a OR b)`, `severity>=warn`; `-` before any of them for its contrary.',
    example: 'payment timeout',
  })
  @MayBeAbsent()
  @IsString()
  @MaxLength(4096)
  query?: string;

  @ApiPropertyOptional({ type: String, isArray: true, enum: SEVERITIES, description: 'One or more, repeated or separated by commas.' })
  @MayBeAbsent()
  @Transform(asList)
  @IsArray()
  @ArrayMaxSize(24)
  @IsString({ each: true })
  severity?: string[];

  @ApiPropertyOptional({ type: String, isArray: true, description: 'One or more sources, repeated.' })
  @MayBeAbsent()
  @Transform(asList)
  @IsArray()
  @ArrayMaxSize(200)
  @IsString({ each: true })
  source?: string[];

  @ApiPropertyOptional({ type: String, description: 'Begin, inclusive: RFC 3339, ms since 1970, now, now-15m.', example: 'now-15m' })
  @MayBeAbsent()
  @IsString()
  @MaxLength(64)
  from?: string;

  @ApiPropertyOptional({ type: String, description: 'End, exclusive.', example: 'now' })
  @MayBeAbsent()
  @IsString()
  @MaxLength(64)
  to?: string;
}
