import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { SEVERITIES, type MetadataValue, type Severity } from '../log-record.js';

/** One log. */
export class LogDto {
  @ApiProperty({ type: String, description: 'Sorts by time of arrival.' }) id: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'When it happened; up to nine digits of a second.' }) timestamp: string;
  @ApiProperty({ type: String, format: 'date-time', description: 'When it arrived.' }) observedAt: string;
  @ApiProperty({ type: String }) source: string;
  @ApiProperty({ type: String, enum: SEVERITIES }) severity: Severity;
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 24, description: 'OpenTelemetry severity number.' }) severityNumber: number;
  @ApiProperty({ type: String }) message: string;
  @ApiPropertyOptional({ type: Boolean, description: 'The message is only its first 8 KiB, or large metadata only its short values; the whole is had by id.' })
  truncated?: true;
  @ApiPropertyOptional({ type: String }) host?: string;
  @ApiPropertyOptional({ type: String }) environment?: string;
  @ApiPropertyOptional({ type: String }) eventType?: string;
  @ApiPropertyOptional({ type: String }) userId?: string;
  @ApiPropertyOptional({ type: String }) traceId?: string;
  @ApiPropertyOptional({ type: String }) spanId?: string;
  @ApiProperty({ type: 'object', additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] } }) metadata: Record<
    string,
    MetadataValue
  >;
  @ApiPropertyOptional({ type: String, description: 'JSON text of the keys beyond the 512th.' }) metadataRest?: string;
  @ApiPropertyOptional({ type: String }) patternId?: string;
  @ApiProperty({ type: String, description: 'The input it came in by.' }) ingest: string;
}

export class SearchStatsDto {
  @ApiProperty({ type: Number }) elapsedMs: number;
  @ApiPropertyOptional({ type: 'integer', description: 'Everything that matches, when asked for.' }) total?: number;
}

export class SearchAnswerDto {
  @ApiProperty({ type: LogDto, isArray: true, description: 'Newest first.' }) logs: LogDto[];
  @ApiProperty({ type: String, nullable: true, description: 'Towards older logs.' }) nextCursor: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Towards newer logs; null where there was none.' }) previousCursor: string | null;
  @ApiProperty({ type: SearchStatsDto }) stats: SearchStatsDto;
}

export class RecentAnswerDto {
  @ApiProperty({ type: LogDto, isArray: true }) items: LogDto[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

export class SeverityCountsDto implements Record<Severity, number> {
  @ApiProperty({ type: 'integer' }) trace: number;
  @ApiProperty({ type: 'integer' }) debug: number;
  @ApiProperty({ type: 'integer' }) info: number;
  @ApiProperty({ type: 'integer' }) warn: number;
  @ApiProperty({ type: 'integer' }) error: number;
  @ApiProperty({ type: 'integer' }) fatal: number;
}

export class HistogramBucketDto {
  @ApiProperty({ type: String, format: 'date-time' }) start: string;
  @ApiProperty({ type: SeverityCountsDto }) counts: SeverityCountsDto;
}

export class HistogramAnswerDto {
  @ApiProperty({ type: 'integer', description: 'Width of a bucket in seconds.' }) interval: number;
  @ApiProperty({ type: HistogramBucketDto, isArray: true }) buckets: HistogramBucketDto[];
}

export class SeverityBreakdownDto {
  @ApiProperty({ type: SeverityCountsDto }) counts: SeverityCountsDto;
  @ApiProperty({ type: 'integer' }) total: number;
}

export class SourceCountDto {
  @ApiProperty({ type: String }) source: string;
  @ApiProperty({ type: 'integer' }) count: number;
}

export class SourcesAnswerDto {
  @ApiProperty({ type: SourceCountDto, isArray: true }) items: SourceCountDto[];
}
