import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsEmail, IsIn, IsString, MaxLength } from 'class-validator';
import type { Invitation } from '../../../generated/prisma/client.js';
import { lowerCased } from '../../auth/usernames.js';
import { ROLES, type RoleName } from './people.dto.js';
import { MayBeAbsent } from '../../../platform/http/may-be-absent.decorator.js';

export class InviteDto {
  @ApiProperty({ type: String, maxLength: 320 })
  @Transform(lowerCased)
  @IsEmail()
  @MaxLength(320)
  email: string;

  @ApiProperty({ type: String, enum: ROLES })
  @IsIn(ROLES)
  role: RoleName;

  @ApiPropertyOptional({ type: String, maxLength: 2000, description: 'A query that limits which logs this person will see.' })
  @MayBeAbsent()
  @IsString()
  @MaxLength(2000)
  limitQuery?: string;
}

/** A seat that waits for somebody. */
export class InvitationDto {
  @ApiProperty({ type: String, format: 'uuid' }) id: string;
  @ApiProperty({ type: String }) email: string;
  @ApiProperty({ type: String, enum: ROLES }) role: RoleName;
  @ApiProperty({ type: String }) limitQuery: string;
  @ApiProperty({ type: String, format: 'uuid' }) invitedBy: string;
  @ApiProperty({ type: String, format: 'date-time' }) createdAt: string;
  @ApiProperty({ type: String, format: 'date-time' }) expiresAt: string;

  static of({ id, email, role, limitQuery, invitedBy, createdAt, expiresAt }: Invitation): InvitationDto {
    return { id, email, role, limitQuery, invitedBy, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
  }
}

export class NewInvitationDto extends InvitationDto {
  @ApiProperty({ type: String, description: 'Whoever has it can take the seat. Shown this once; it was mailed, too.' }) link: string;
}

export class InvitationListDto {
  @ApiProperty({ type: InvitationDto, isArray: true }) items: InvitationDto[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

export class InvitationQueryDto {
  @ApiPropertyOptional({ type: String })
  @MayBeAbsent()
  @IsString()
  @MaxLength(200)
  cursor?: string;
}

/** What somebody with the link sees. */
export class InvitationPreviewDto {
  @ApiProperty({ type: String }) email: string;
  @ApiProperty({ type: String }) tenantName: string;
  @ApiProperty({ type: String, enum: ROLES }) role: RoleName;
  @ApiProperty({ type: String, format: 'date-time' }) expiresAt: string;
}
