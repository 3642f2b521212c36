import { IsBoolean, IsDefined, IsInt, IsOptional, Min } from 'class-validator';
import { CountTokensDto } from './count-tokens.dto.js';

/** The fields of a Messages request that are checked. */
export class CreateMessageDto extends CountTokensDto {
  @Min(0, { message: 'Input should be greater than or equal to 0' })
  @IsInt({ message: 'Input should be a valid integer' })
  @IsDefined({ message: 'Field required' })
  readonly max_tokens: unknown;

  @IsBoolean({ message: 'Input should be a valid boolean' })
  @IsOptional()
  readonly stream: unknown;
}
