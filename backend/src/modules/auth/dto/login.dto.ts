import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Matches, MaxLength, MinLength, ValidateIf } from 'class-validator';

/** Who signs in. */
export class LoginDto {
  @ApiPropertyOptional({ type: String, example: 'admin@logstream.local', maxLength: 320, description: 'The address or the user name.' })
  @ValidateIf(({ email, username }: LoginDto) => email !== undefined || username === undefined)
  @IsString()
  @MinLength(1)
  @MaxLength(320)
  @Matches(/^[^\p{C}]*$/u, { message: 'email must not contain control characters' })
  email?: string;

  @ApiPropertyOptional({ type: String, maxLength: 320, description: 'The same as email, for forms.' })
  @ValidateIf(({ username }: LoginDto) => username !== undefined)
  @IsString()
  @MinLength(1)
  @MaxLength(320)
  @Matches(/^[^\p{C}]*$/u, { message: 'username must not contain control characters' })
  username?: string;

  @ApiProperty({ type: String, format: 'password', maxLength: 1024 })
  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  password: string;
}
