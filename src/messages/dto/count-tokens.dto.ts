import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsDefined,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  Min,
} from 'class-validator';
import { IsTextOrList } from './is-text-or-list.decorator.js';

const list = { message: 'Input should be a valid list' };
const number = { message: 'Input should be a valid number' };
const text = { message: 'Input should be a valid string' };
const atLeast0 = { message: 'Input should be greater than or equal to 0' };
const atMost1 = { message: 'Input should be less than or equal to 1' };

/** The fields of a count_tokens request that are checked; of the rules of a field the lowest comes first. */
export class CountTokensDto {
  @IsNotEmpty({ message: 'String should have at least 1 character' })
  @IsString(text)
  @IsDefined({ message: 'Field required' })
  readonly model: unknown;

  @ArrayMaxSize(100_000, { message: 'List should have at most 100000 items' })
  @ArrayNotEmpty({ message: 'at least one message is required' })
  @IsArray(list)
  @IsDefined({ message: 'Field required' })
  readonly messages: unknown;

  @IsTextOrList()
  @IsOptional()
  readonly system: unknown;

  @IsArray(list)
  @IsOptional()
  readonly tools: unknown;

  @IsString({ each: true, message: 'Input should be a list of strings' })
  @IsArray(list)
  @IsOptional()
  readonly stop_sequences: unknown;

  @Max(1, atMost1)
  @Min(0, atLeast0)
  @IsNumber({}, number)
  @IsOptional()
  readonly temperature: unknown;

  @Max(1, atMost1)
  @Min(0, atLeast0)
  @IsNumber({}, number)
  @IsOptional()
  readonly top_p: unknown;
}
