import { ValidateBy } from 'class-validator';

/** Accepts a string or an array, the two forms of a content. */
export function IsTextOrList(): PropertyDecorator {
  return ValidateBy({
    name: 'isTextOrList',
    validator: {
      validate: (value: unknown) => typeof value === 'string' || Array.isArray(value),
      defaultMessage: () => 'Input should be a valid string or list',
    },
  });
}
