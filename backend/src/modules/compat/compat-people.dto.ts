import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsEmail, IsString, IsUUID, Matches, MaxLength, ValidateIf } from 'class-validator';
import { UserDto } from '../auth/dto/session-answer.dto.js';
import { lowerCased, USERNAME, USERNAME_RULE } from '../auth/usernames.js';
import { ChangePersonDto } from '../people/dto/people.dto.js';
import { MayBeAbsent } from '../../platform/http/may-be-absent.decorator.js';

const digits = ({ value }: { value: unknown }): unknown => (typeof value === 'string' || typeof value === 'number' ? String(value).replace(/\s/g, '') : value);

/** A registration; the user name could be left out. */
export class CompatRegisterDto {
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

  @ApiProperty({ type: String, format: 'password', minLength: 8, maxLength: 1024 })
  @IsString()
  @MaxLength(1024)
  password: string;

  @ApiPropertyOptional({ type: String, maxLength: 120 })
  @MayBeAbsent()
  @IsString()
  @MaxLength(120)
  name?: string;

  @ApiPropertyOptional({ type: String })
  @MayBeAbsent()
  @IsString()
  @MaxLength(100)
  invitation?: string;
}

/** A code, by its name then or now. */
export class CompatCodeDto {
  @ApiProperty({ type: String, maxLength: 320 })
  @Transform(lowerCased)
  @IsEmail()
  @MaxLength(320)
  email: string;

  @ApiPropertyOptional({ type: String, example: '123456' })
  @ValidateIf(({ code }: CompatCodeDto) => code === undefined)
  @Transform(digits)
  @Matches(/^\d{6}$/, { message: 'otp must be the six digits of the mail' })
  otp?: string;

  @ApiPropertyOptional({ type: String, description: 'The same as otp.' })
  @ValidateIf(({ code }: CompatCodeDto) => code !== undefined)
  @Transform(digits)
  @Matches(/^\d{6}$/, { message: 'code must be the six digits of the mail' })
  code?: string;
}

export class CompatConfirmPasswordDto extends CompatCodeDto {
  @ApiProperty({ type: String, format: 'password', minLength: 8, maxLength: 1024 })
  @IsString()
  @MaxLength(1024)
  password: string;
}

export class CompatAuthCheckDto {
  @ApiProperty({ type: Boolean, enum: [true] }) authenticated: true;
  @ApiProperty({ type: UserDto }) user: UserDto;
}

export class CompatUpdateUserDto extends ChangePersonDto {
  @ApiProperty({ type: String, format: 'uuid' })
  @IsUUID()
  userId: string;
}
