import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength, ValidateIf } from 'class-validator';

/** Who signs in. */
export class LoginDto {
  @ApiPropertyOptional({ type: String, example: 'admin@logstream.local', maxLength: 320, description: 'The address or the user name.' })
  @ValidateIf(({ username }: LoginDto) => username === undefined)
  @IsString()
  @MinLength(1)
  @MaxLength(320)
  email?: string;

  @ApiPropertyOptional({ type: String, maxLength: 320, description: 'The same as email, for forms.' })
  @ValidateIf(({ username }: LoginDto) => username !== undefined)
  @IsString()
  @MinLength(1)
  @MaxLength(320)
  username?: string;

  @ApiProperty({ type: String, format: 'password', maxLength: 1024 })
  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  password: string;
}
