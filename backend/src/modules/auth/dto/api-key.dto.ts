import { ApiProperty, ApiPropertyOptional, PartialType, PickType } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayMinSize, ArrayUnique, IsArray, IsDate, IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, MaxLength, Min, MinDate } from 'class-validator';
import type { Scope } from '../../../platform/http/principal.js';

const SCOPES: Scope[] = ['ingest', 'read', 'admin'];
const LIMIT_MAX = 2_147_483_647;
const trimmed = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));

/** A time as a Date; what is no text stays, so that validation refuses it. */
const moment = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? new Date(value) : value));

/** A new API key. */
export class CreateApiKeyDto {
  @ApiProperty({ type: String, maxLength: 100, example: 'Shop, production' })
  @trimmed
  @IsString()
  @Length(1, 100)
  name: string;

  @ApiProperty({ enum: SCOPES, isArray: true, description: 'What it may: send logs, read, manage the tenant.' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(SCOPES, { each: true })
  scopes: Scope[];

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 512, description: 'Source of every log that comes with it, whatever the log says.' })
  @trimmed
  @IsOptional()
  @IsString()
  @Length(1, 512)
  @Matches(/^[^\p{Cc}\p{Cs}]*$/u, { message: 'source must not hold control characters' })
  source?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 512, description: 'Environment of every log that comes with it, whatever the log says.' })
  @trimmed
  @IsOptional()
  @IsString()
  @Length(1, 512)
  @Matches(/^[^\p{Cc}\p{Cs}]*$/u, { message: 'environment must not hold control characters' })
  environment?: string | null;

  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true, description: 'When it stops working; never when absent.' })
  @moment
  @IsOptional()
  @IsDate({ message: 'expiresAt must be a time such as 2027-01-31T00:00:00Z' })
  @MinDate(() => new Date(), { message: 'expiresAt must lie ahead' })
  expiresAt?: Date | null;

  @ApiPropertyOptional({ type: 'integer', nullable: true, minimum: 1, description: 'Most bytes a second, unpacked; no limit when absent.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(LIMIT_MAX)
  bytesPerSecond?: number | null;

  @ApiPropertyOptional({ type: 'integer', nullable: true, minimum: 1, description: 'Most records a second; no limit when absent.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(LIMIT_MAX)
  recordsPerSecond?: number | null;
}

/** What can be changed of a key; what is absent stays, null takes a limit or the end away. */
export class ChangeApiKeyDto extends PartialType(PickType(CreateApiKeyDto, ['name', 'expiresAt', 'bytesPerSecond', 'recordsPerSecond'] as const), {
  skipNullProperties: false,
}) {}

/** Query of the list of keys. */
export class ListApiKeysDto {
  @ApiPropertyOptional({ type: String, description: 'Part of the name, or the beginning of the key.' })
  @trimmed
  @IsOptional()
  @IsString()
  @MaxLength(256)
  query?: string;

  @ApiPropertyOptional({ type: String, description: 'nextCursor of the page before.' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 200, default: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}

/** An API key as its admins see it; never its text. */
export class ApiKeyDto {
  @ApiProperty({ type: String, format: 'uuid' }) id: string;
  @ApiProperty({ type: String }) name: string;
  @ApiProperty({ type: String, description: 'How the key begins; empty for keys that were given by a setting.' }) prefix: string;
  @ApiProperty({ enum: SCOPES, isArray: true }) scopes: Scope[];
  @ApiProperty({ type: String, nullable: true }) source: string | null;
  @ApiProperty({ type: String, nullable: true }) environment: string | null;
  @ApiProperty({ type: 'integer', nullable: true }) bytesPerSecond: number | null;
  @ApiProperty({ type: 'integer', nullable: true }) recordsPerSecond: number | null;
  @ApiProperty({ type: String, format: 'date-time' }) createdAt: string;
  @ApiProperty({ type: String, nullable: true, description: 'Address of the admin who made it, while that account exists.' }) createdBy: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) expiresAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'To about half a minute.' }) lastUsedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) revokedAt: string | null;
}

/** A key that has just been made. */
export class NewApiKeyDto extends ApiKeyDto {
  @ApiProperty({ type: String, example: 'lsk_…', description: 'The key itself. It is shown this once.' }) key: string;
}

/** A page of keys, newest first. */
export class ApiKeysDto {
  @ApiProperty({ type: ApiKeyDto, isArray: true }) items: ApiKeyDto[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}
