// @ts-check
import { styleText } from 'node:util';

/** No colors in files, in pipes or with NO_COLOR. */
const hasColors = process.stdout.isTTY && !process.env.NO_COLOR;

/**
 * @param {Parameters<typeof styleText>[0]} format
 * @returns {(text: string) => string}
 */
const style = (format) => (text) => (hasColors ? styleText(format, text) : text);

export const bold = style('bold');
export const dim = style('dim');
export const green = style('green');
export const yellow = style('yellow');

/** @param {{ input_tokens: number, output_tokens: number }} usage */
export function printUsage({ input_tokens: input, output_tokens: output }) {
  console.log(dim(`         ${input} tokens in, ${output} tokens out`));
}
