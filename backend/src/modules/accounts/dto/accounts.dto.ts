import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsEmail, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { lowerCased, USERNAME, USERNAME_RULE } from '../../auth/usernames.js';
import { MayBeAbsent } from '../../../platform/http/may-be-absent.decorator.js';

const CODE = /^\d{6}$/;
const CODE_RULE = 'code must be the six digits of the mail';

/** Digits as people type them: with spaces around or between. */
const digits = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? value.replace(/\s/g, '') : value);

export class EmailDto {
  @ApiProperty({ type: String, maxLength: 320 })
  @Transform(lowerCased)
  @IsEmail()
  @MaxLength(320)
  email: string;
}

export class RegisterDto extends EmailDto {
  @ApiProperty({ type: String, description: 'Unique; can be used in place of the address to sign in.' })
  @Transform(lowerCased)
  @Matches(USERNAME, { message: USERNAME_RULE })
  username: string;

  @ApiProperty({ type: String, format: 'password', minLength: 8, maxLength: 1024 })
  @IsString()
  @MaxLength(1024)
  password: string;

  @ApiPropertyOptional({ type: String, maxLength: 120 })
  @MayBeAbsent()
  @IsString()
  @MaxLength(120)
  name?: string;

  @ApiPropertyOptional({ type: String, description: 'Token of the link of an invitation.' })
  @MayBeAbsent()
  @IsString()
  @MaxLength(100)
  invitation?: string;
}

export class CodeSentDto {
  @ApiProperty({ type: String, enum: ['code_sent'], description: 'The same whether or not the address is known.' }) status: 'code_sent';
}

export class VerifyCodeDto extends EmailDto {
  @ApiProperty({ type: String, example: '123456' })
  @Transform(digits)
  @IsString()
  @Matches(CODE, { message: CODE_RULE })
  code: string;
}

export class ResetPasswordDto extends VerifyCodeDto {
  @ApiProperty({ type: String, format: 'password', minLength: 8, maxLength: 1024 })
  @IsString()
  @MaxLength(1024)
  password: string;
}

export class ChangeProfileDto {
  @ApiPropertyOptional({ type: String, maxLength: 120 })
  @MayBeAbsent()
  @IsString()
  @MaxLength(120)
  name?: string;

  @ApiPropertyOptional({ type: String })
  @MayBeAbsent()
  @Transform(lowerCased)
  @Matches(USERNAME, { message: USERNAME_RULE })
  username?: string;
}

export class ChangePasswordDto {
  @ApiProperty({ type: String, format: 'password', maxLength: 1024 })
  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  currentPassword: string;

  @ApiProperty({ type: String, format: 'password', minLength: 8, maxLength: 1024 })
  @IsString()
  @MaxLength(1024)
  newPassword: string;
}

class SsoDto {
  @ApiProperty({ type: String, description: 'What the button says.' }) name: string;
}

export class AuthConfigDto {
  @ApiProperty({ type: String, enum: ['open', 'invitation', 'off'], description: 'Who may make an account.' }) registration: 'open' | 'invitation' | 'off';
  @ApiProperty({ type: SsoDto, nullable: true }) sso: SsoDto | null;
  @ApiProperty({ type: 'integer' }) passwordMinLength: number;
}
