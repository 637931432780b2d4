import { ApiProperty } from '@nestjs/swagger';
import type { RateGroup } from '../../../platform/config/settings.js';
import type { SubjectKind } from '../store/count-store.js';

const GROUPS: RateGroup[] = ['general', 'search', 'recent', 'by-id', 'sign-in', 'register'];
const KINDS: SubjectKind[] = ['user', 'session', 'key', 'address'];

/** A limit as it is set. */
export class RateLimitGroupDto {
  @ApiProperty({ enum: GROUPS }) group: RateGroup;
  @ApiProperty({ enum: KINDS }) subject: SubjectKind;
  @ApiProperty({ type: 'integer', description: 'Calls in a window; 0 when the limit is off.' }) limit: number;
  @ApiProperty({ type: 'integer' }) windowSeconds: number;
}

/** Somebody whose calls are being counted. */
export class RateLimitItemDto {
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ enum: GROUPS }) group: RateGroup;
  @ApiProperty({ enum: KINDS }) subjectKind: SubjectKind;
  @ApiProperty({ type: String, description: 'Address of a person, name of a key, or network address.' }) subject: string;
  @ApiProperty({ type: 'integer' }) used: number;
  @ApiProperty({ type: 'integer' }) limit: number;
  @ApiProperty({ type: String, format: 'date-time' }) resetAt: string;
}

/** The limits, and who is being counted now. */
export class RateLimitsDto {
  @ApiProperty({ type: RateLimitGroupDto, isArray: true }) groups: RateLimitGroupDto[];
  @ApiProperty({ type: RateLimitItemDto, isArray: true }) items: RateLimitItemDto[];
}
