import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsEmail, IsIn, IsInt, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { UserDto } from '../../auth/dto/session-answer.dto.js';
import { lowerCased, USERNAME, USERNAME_RULE } from '../../auth/usernames.js';
import { MayBeAbsent } from '../../../platform/http/may-be-absent.decorator.js';

export const ROLES = ['admin', 'user'] as const;
export type RoleName = (typeof ROLES)[number];

export class PeopleListDto {
  @ApiProperty({ type: UserDto, isArray: true }) items: UserDto[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

export class PeopleQueryDto {
  @ApiPropertyOptional({ type: String, description: 'Part of an address or a name.' })
  @MayBeAbsent()
  @IsString()
  @MaxLength(320)
  query?: string;

  @ApiPropertyOptional({ type: String, description: 'nextCursor of the page before.' })
  @MayBeAbsent()
  @IsString()
  @MaxLength(600)
  cursor?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 200, default: 50 })
  @MayBeAbsent()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}

export class CreatePersonDto {
  @ApiProperty({ type: String, maxLength: 320 })
  @Transform(lowerCased)
  @IsEmail()
  @MaxLength(320)
  email: string;

  @ApiPropertyOptional({ type: String, description: 'Made of the address when absent.' })
  @MayBeAbsent()
  @Transform(lowerCased)
  @Matches(USERNAME, { message: USERNAME_RULE })
  username?: string;

  @ApiPropertyOptional({ type: String, maxLength: 120 })
  @MayBeAbsent()
  @IsString()
  @MaxLength(120)
  name?: string;

  @ApiProperty({ type: String, enum: ROLES })
  @IsIn(ROLES)
  role: RoleName;

  @ApiPropertyOptional({ type: String, maxLength: 2000, description: 'A query that limits which logs this person sees.' })
  @MayBeAbsent()
  @IsString()
  @MaxLength(2000)
  limitQuery?: string;

  @ApiPropertyOptional({ type: String, format: 'password', maxLength: 1024, description: 'Without one, a mail says how to choose it.' })
  @MayBeAbsent()
  @IsString()
  @MaxLength(1024)
  password?: string;
}

export class ChangePersonDto {
  @ApiPropertyOptional({ type: String, maxLength: 120 })
  @MayBeAbsent()
  @IsString()
  @MaxLength(120)
  name?: string;

  @ApiPropertyOptional({ type: String, enum: ROLES })
  @MayBeAbsent()
  @IsIn(ROLES)
  role?: RoleName;

  @ApiPropertyOptional({ type: String, maxLength: 2000 })
  @MayBeAbsent()
  @IsString()
  @MaxLength(2000)
  limitQuery?: string;

  @ApiPropertyOptional({ type: Boolean })
  @MayBeAbsent()
  @IsBoolean()
  disabled?: boolean;
}
