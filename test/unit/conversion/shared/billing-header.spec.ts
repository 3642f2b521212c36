import { describe, expect, it } from '@jest/globals';
import { runGuarded } from '../../../support/hang-guard.js';
import { stripBillingHeader } from '../../../../src/conversion/shared/blocks.js';

describe('stripBillingHeader', () => {
  it.each([
    ['x-anthropic-billing-header: cc_version=2.1.330.a1b; cc_entrypoint=cli; cch=00000;', ''],
    ['x-anthropic-billing-header: cc_version=2.1; cc_entrypoint=sdk-ts', ''],
    ['x-anthropic-billing-header: cc_version=2.1; cch=0;You are Claude.', 'You are Claude.'],
    ['x-anthropic-billing-header: cc_version=2.1; cch=0;\n\nYou are Claude.', 'You are Claude.'],
    ['x-anthropic-billing-header: cc_version=2.1; cc_is_subagent=true\nYou are Claude.', 'You are Claude.'],
    ['x-anthropic-billing-header: something else\nYou are Claude.', 'You are Claude.'],
    ['x-anthropic-billing-header:', ''],
    ['You are Claude.', 'You are Claude.'],
    ['See x-anthropic-billing-header: a=1;', 'See x-anthropic-billing-header: a=1;'],
  ])('reads %j as %j', (text, rest) => {
    expect(stripBillingHeader(text)).toBe(rest);
  });

  it('takes linear time', () => {
    const text = `x-anthropic-billing-header: ${'a=1; '.repeat(1_000_000)}!`;
    expect(runGuarded(() => stripBillingHeader(text))).toBe('!');
  });
});
