import { ApiProperty } from '@nestjs/swagger';
import { LogDto } from '../logs/dto/log-answers.dto.js';
import { SEVERITIES, type Severity } from '../logs/log-record.js';

/** One log with the name that its time had before. */
export class CompatLogDto extends LogDto {
  @ApiProperty({ type: String, format: 'date-time', description: 'The same as timestamp.' }) createdAt: string;
}

export class CompatSeverityCountDto {
  @ApiProperty({ type: String, enum: SEVERITIES }) severity: Severity;
  @ApiProperty({ type: 'integer' }) count: number;
}

export class CompatStatusDto {
  @ApiProperty({ type: String, example: 'LogStream' }) name: string;
  @ApiProperty({ type: String, enum: ['running'] }) status: 'running';
  @ApiProperty({ type: String }) version: string;
  @ApiProperty({ type: String, description: 'Where the state of the stores is told.' }) health: string;
  @ApiProperty({ type: String, description: 'Where the interface is described.' }) docs: string;
}
