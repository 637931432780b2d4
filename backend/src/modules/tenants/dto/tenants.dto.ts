import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsEmail, IsString, Matches, MaxLength, MinLength, ValidateNested } from 'class-validator';
import type { Tenant } from '../../../generated/prisma/client.js';
import { lowerCased } from '../../auth/usernames.js';
import { readTenantSettings, type TenantSettings } from '../tenant-settings.js';
import { MayBeAbsent } from '../../../platform/http/may-be-absent.decorator.js';

export class TenantSettingsDto implements TenantSettings {
  @ApiProperty({ type: Boolean, description: 'Whether ordinary users may make alert rules of their own.' }) usersMayMakeRules: boolean;
}

export class TenantDto {
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: String }) name: string;
  @ApiProperty({ type: TenantSettingsDto }) settings: TenantSettingsDto;
  @ApiProperty({ type: String, format: 'date-time' }) createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) disabledAt: string | null;

  static of({ id, name, settings, createdAt, disabledAt }: Tenant): TenantDto {
    return { id, name, settings: readTenantSettings(settings), createdAt: createdAt.toISOString(), disabledAt: disabledAt?.toISOString() ?? null };
  }
}

export class ListedTenantDto extends TenantDto {
  @ApiProperty({ type: 'integer', description: 'Accounts in it.' }) people: number;
}

export class NewTenantDto extends TenantDto {
  @ApiProperty({ type: String, nullable: true, description: 'Link for its first admin, shown this once; null without adminEmail.' }) invitationLink:
    string | null;
}

export class TenantListDto {
  @ApiProperty({ type: ListedTenantDto, isArray: true }) items: ListedTenantDto[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

export class TenantQueryDto {
  @ApiPropertyOptional({ type: String, description: 'nextCursor of the page before.' })
  @MayBeAbsent()
  @IsString()
  @MaxLength(63)
  cursor?: string;
}

export class CreateTenantDto {
  @ApiProperty({ type: String, description: 'Lower-case letters, digits, hyphens; for ever.' })
  @Matches(/^[a-z0-9][a-z0-9_-]{0,62}$/, { message: 'id must be lower-case letters, digits, hyphens or underscores, at most 63' })
  id: string;

  @ApiProperty({ type: String, maxLength: 120 })
  @IsString()
  @MinLength(1)
  @MaxLength(120)
  name: string;

  @ApiPropertyOptional({ type: String, maxLength: 320, description: 'Whoever is invited as its first admin.' })
  @MayBeAbsent()
  @Transform(lowerCased)
  @IsEmail()
  @MaxLength(320)
  adminEmail?: string;
}

export class ChangeTenantDto {
  @ApiPropertyOptional({ type: String, maxLength: 120 })
  @MayBeAbsent()
  @IsString()
  @MinLength(1)
  @MaxLength(120)
  name?: string;

  @ApiPropertyOptional({ type: Boolean, description: 'Nobody of a disabled tenant comes in, and its keys are refused.' })
  @MayBeAbsent()
  @IsBoolean()
  disabled?: boolean;
}

export class ChangeTenantSettingsDto {
  @ApiPropertyOptional({ type: Boolean })
  @MayBeAbsent()
  @IsBoolean()
  usersMayMakeRules?: boolean;
}

export class ChangeOwnTenantDto {
  @ApiPropertyOptional({ type: String, maxLength: 120 })
  @MayBeAbsent()
  @IsString()
  @MinLength(1)
  @MaxLength(120)
  name?: string;

  @ApiPropertyOptional({ type: ChangeTenantSettingsDto })
  @MayBeAbsent()
  @ValidateNested()
  @Type(() => ChangeTenantSettingsDto)
  settings?: ChangeTenantSettingsDto;
}
