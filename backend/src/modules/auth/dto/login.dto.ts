import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength, MinLength } from 'class-validator';

/** Who signs in. */
export class LoginDto {
  @ApiProperty({ type: String, example: 'admin@logstream.local', maxLength: 320 })
  @IsString()
  @MinLength(1)
  @MaxLength(320)
  @Matches(/^[^\p{C}]*$/u, { message: 'email must not contain control characters' })
  email: string;

  @ApiProperty({ type: String, format: 'password', maxLength: 1024 })
  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  password: string;
}
